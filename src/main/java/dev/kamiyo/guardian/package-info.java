/// Watching over our own data: from symptom to healed. For now it notices and tells.
@NullMarked
package dev.kamiyo.guardian;

import org.jspecify.annotations.NullMarked;
