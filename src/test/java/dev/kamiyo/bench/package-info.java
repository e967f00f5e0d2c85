/// How fast it is, beside what the machine allows: `kamiyo bench`.
@NullMarked
package dev.kamiyo.bench;

import org.jspecify.annotations.NullMarked;
