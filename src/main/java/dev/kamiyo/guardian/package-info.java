/// Watching over our own data: from symptom to healed. What a copy is and how it is brought back lives in `db`; when
/// that is done is decided here.
@NullMarked
package dev.kamiyo.guardian;

import org.jspecify.annotations.NullMarked;
