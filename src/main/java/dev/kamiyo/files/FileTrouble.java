package dev.kamiyo.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// What was in the way of a file, for a person: Java puts much of it into the names of classes.
public final class FileTrouble {
    private FileTrouble() {}

    /// A sentence without a full stop that names the file.
    public static String words(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> missing.getFile() + " does not exist";
            case AccessDeniedException denied -> denied.getFile() + " may not be used by this user";
            case FileAlreadyExistsException there -> there.getFile() + " is a file; a folder is due";
            case NotDirectoryException file -> file.getFile() + " is not a folder";
            case FileSystemException other -> other.getFile() + ": " + other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
