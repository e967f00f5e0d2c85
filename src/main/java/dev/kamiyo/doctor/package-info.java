/// The runbook's diagnosis as a checklist: looks at everything from outside, changes nothing, and says what to type
/// next. Works on a running service, a stopped one, and data too damaged to open.
@NullMarked
package dev.kamiyo.doctor;

import org.jspecify.annotations.NullMarked;
