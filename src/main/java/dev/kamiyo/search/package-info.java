/// Finding exploits: one filter that every list, count, export and feed shares, its order and its SQL.
///
/// What exploits are found by is kept by the triggers of `005-search.sql`, not here.
@NullMarked
package dev.kamiyo.search;

import org.jspecify.annotations.NullMarked;
