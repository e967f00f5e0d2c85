/// Who calls, what they may do and how often, what they did, and what they were answered.
@NullMarked
package dev.kamiyo.access;

import org.jspecify.annotations.NullMarked;
