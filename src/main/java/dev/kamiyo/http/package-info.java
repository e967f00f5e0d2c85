/// The wire: routes, parameters, problems, and the server that carries them. No SQL and no decisions.
@NullMarked
package dev.kamiyo.http;

import org.jspecify.annotations.NullMarked;
