/// Who is told when the service's own database is in trouble, and by which way. Nothing here goes through that
/// database.
@NullMarked
package dev.kamiyo.oncall;

import org.jspecify.annotations.NullMarked;
