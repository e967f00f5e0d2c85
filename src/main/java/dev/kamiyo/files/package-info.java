/// What the file system is asked for: locks, folders that must exist, and whether a file is still the one it was.
/// Nothing here knows what the files mean.
@NullMarked
package dev.kamiyo.files;

import org.jspecify.annotations.NullMarked;
