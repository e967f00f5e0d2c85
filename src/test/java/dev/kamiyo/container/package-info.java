/// `kamiyo test-container`: the runbook, block by block, against a real container.
@NullMarked
package dev.kamiyo.container;

import org.jspecify.annotations.NullMarked;
