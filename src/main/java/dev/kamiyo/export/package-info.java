/// The shapes in which lists of exploits leave the house, one file each. They are made of the JSON of each exploit
/// alone.
@NullMarked
package dev.kamiyo.export;

import org.jspecify.annotations.NullMarked;
