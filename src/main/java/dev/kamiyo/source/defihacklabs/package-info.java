/// The feed of DeFiHackLabs: its Markdown lists and the head comments of its proofs of concept.
///
/// The feed that has no form of its own needs the most code to read; nothing outside knows more of it than
/// [dev.kamiyo.source.defihacklabs.DeFiHackLabs].
@NullMarked
package dev.kamiyo.source.defihacklabs;

import org.jspecify.annotations.NullMarked;
