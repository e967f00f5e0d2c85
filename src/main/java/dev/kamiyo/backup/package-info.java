/// Backups: made, verified, published, kept and listed. When one is due or used is decided elsewhere.
@NullMarked
package dev.kamiyo.backup;

import org.jspecify.annotations.NullMarked;
