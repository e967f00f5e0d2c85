/// Feeds: where they are, how they are fetched, how their records become claims, and how claims get into the data.
///
/// One file a feed. Which claims are one exploit is not decided here.
@NullMarked
package dev.kamiyo.source;

import org.jspecify.annotations.NullMarked;
