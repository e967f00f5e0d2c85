/// The dashboard: what each page shows, as records, and the files that it is made of.
///
/// A page reads what it shows in one snapshot; its template in `src/main/jte` decides how it looks and nothing else.
@NullMarked
package dev.kamiyo.web;

import org.jspecify.annotations.NullMarked;
