package dev.kamiyo.guardian;

/// What a second look, on a fresh connection or with `stat`, makes of a symptom. One error's word is not enough to
/// replace a file: SQLITE_CORRUPT can be one bad read.
sealed interface Diagnosis {
    /// What was found, for a person.
    String text();

    /// The content is right; something outside hinders, and the copy can catch up when it ends.
    record Hindered(String text) implements Diagnosis {}

    /// The file's mode does not let the service in.
    record Forbidden(String text) implements Diagnosis {}

    /// The file under the name is whole and at the write of its handles: only its times differ.
    record Intact(String text) implements Diagnosis {}

    /// The file under the name is ours, and its content is not.
    record WrongContent(String text) implements Diagnosis {}

    /// What lies under the name is not the file that was open, or nothing.
    record WrongFile(String text) implements Diagnosis {}
}
