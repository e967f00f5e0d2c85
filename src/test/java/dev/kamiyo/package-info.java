/// Rules about the whole house and its documents.
@NullMarked
package dev.kamiyo;

import org.jspecify.annotations.NullMarked;
