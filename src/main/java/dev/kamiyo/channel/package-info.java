/// The ways by which messages reach people and their programs, and the form that each of them takes. Nothing here knows
/// what a message is about, and nothing here sends.
@NullMarked
package dev.kamiyo.channel;

import org.jspecify.annotations.NullMarked;
