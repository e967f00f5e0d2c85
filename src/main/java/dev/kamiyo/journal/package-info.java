/// The journal: acknowledged writes, one line of text each, in files that only grow.
///
/// What a write is made of (rows of tables, fingerprints, a place in the chain) is defined here. This package knows
/// nothing of SQLite: what the rows go into is `db`.
@NullMarked
package dev.kamiyo.journal;

import org.jspecify.annotations.NullMarked;
