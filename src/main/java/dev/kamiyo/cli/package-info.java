/// The command line: one file a verb, the settings they share, and the wiring of the service.
/// Nobody imports this package.
@NullMarked
package dev.kamiyo.cli;

import org.jspecify.annotations.NullMarked;
