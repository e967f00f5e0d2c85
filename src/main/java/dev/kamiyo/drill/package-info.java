/// Rehearsals: real faults, made from another process through the file system, while readers and writers are at work
/// and every answer is checked. The service under test is a whole one, with the same guardian as any other.
@NullMarked
package dev.kamiyo.drill;

import org.jspecify.annotations.NullMarked;
