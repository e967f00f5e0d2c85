/// Alerts: rules that say which exploits somebody wants to hear of, and messages that arrive once.
@NullMarked
package dev.kamiyo.alert;

import org.jspecify.annotations.NullMarked;
