/// Who calls, and what they may do.
@NullMarked
package dev.kamiyo.access;

import org.jspecify.annotations.NullMarked;
