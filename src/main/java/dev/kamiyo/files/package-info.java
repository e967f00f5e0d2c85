/// What the file system is asked for: locks, and folders that must exist. Nothing here knows what the files mean.
@NullMarked
package dev.kamiyo.files;

import org.jspecify.annotations.NullMarked;
