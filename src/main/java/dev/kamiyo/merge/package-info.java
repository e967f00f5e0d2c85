/// Which claims are one exploit, and what is held to be true of it.
///
/// The rules are pure and know nothing of the order in which claims came: `Keys` finds candidates, `Matching`
/// judges a pair, `Partition` parts a component into exploits, `Resolution` chooses each field. The stores keep
/// what people decided and bring the outcome into the data, for the claims that a change can reach and no others.
@NullMarked
package dev.kamiyo.merge;

import org.jspecify.annotations.NullMarked;
