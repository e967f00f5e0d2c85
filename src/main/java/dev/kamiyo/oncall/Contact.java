package dev.kamiyo.oncall;

/// A person or a team that is called.
///
/// @param level from 1, the first to be called, to 3
/// @param name who
/// @param reach how: a number, a handle, a room
/// @param within how soon an answer is due, in the words of the file
public record Contact(int level, String name, String reach, String within) {}
