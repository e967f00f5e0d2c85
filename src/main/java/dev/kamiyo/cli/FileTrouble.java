package dev.kamiyo.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// What was in the way of a file, for a person: Java puts much of it into the names of classes.
final class FileTrouble {
    private FileTrouble() {}

    static String words(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> missing.getFile() + " does not exist";
            case AccessDeniedException denied -> denied.getFile() + " may not be used by this user";
            case FileAlreadyExistsException there -> there.getFile() + " is a file; a folder is due";
            case FileSystemException other -> other.getFile() + ": " + other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
