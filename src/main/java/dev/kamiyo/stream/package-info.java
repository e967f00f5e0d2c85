/// The changes of exploits as they happen: the latest are in memory, and everybody who follows has a place in them.
///
/// How followers are spoken to is not decided here, but for the form of an event.
@NullMarked
package dev.kamiyo.stream;

import org.jspecify.annotations.NullMarked;
