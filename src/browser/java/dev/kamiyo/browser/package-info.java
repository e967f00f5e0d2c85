/// The pages in a real browser: seen, read aloud, walked by mouse and by keyboard, with faults under them. Its jars are
/// large, so that it is compiled by `kamiyo test-browser` alone.
@NullMarked
package dev.kamiyo.browser;

import org.jspecify.annotations.NullMarked;
