/// What tests and benchmarks share: made-up exploits and a service to try them on. Absent from the product.
@NullMarked
package dev.kamiyo.testing;

import org.jspecify.annotations.NullMarked;
