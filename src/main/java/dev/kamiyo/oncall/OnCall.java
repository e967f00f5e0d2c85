package dev.kamiyo.oncall;

import dev.kamiyo.channel.ChannelJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Who is called, and which ways notices go: the file `oncall.yml`. Immutable.
///
/// @param contacts in the order of the file
/// @param channels in the order of the file
/// @param warnings what should be mended and does not hinder, one sentence each
public record OnCall(List<Contact> contacts, List<Line> channels, List<String> warnings) {
    /// What a template has where a person must write something.
    static final String PLACEHOLDER = "REPLACE-ME";

    private static final int MOST_BYTES = 64 << 10;

    /// Reads the file. One that is missing calls nobody, which is a warning.
    ///
    /// @throws InvalidOnCallException when it cannot be used
    public static OnCall read(Path file) throws InvalidOnCallException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InvalidOnCallException(file + " has more than " + MOST_BYTES + " bytes");
            }
            return checked(file, OnCallYaml.parse(file, Files.readString(file)));
        } catch (NoSuchFileException _) {
            return new OnCall(List.of(), List.of(), List.of("there is no " + file + ": nobody is told of an incident"));
        } catch (IOException e) {
            throw new InvalidOnCallException(file + " cannot be read: " + e);
        }
    }

    private static OnCall checked(Path file, OnCall read) {
        var warnings = new ArrayList<String>();
        for (var contact : read.contacts) {
            if (contact.name().contains(PLACEHOLDER) || contact.reach().contains(PLACEHOLDER)) {
                warnings.add(file + ": the contact of level " + contact.level() + " is still a placeholder");
            }
        }
        for (var line : read.channels) {
            if (ChannelJson.write(line.channel()).toString().contains(PLACEHOLDER)) {
                warnings.add(file + ": the channel '" + line.name() + "' is still a placeholder");
            }
        }
        if (read.contacts.isEmpty()) {
            warnings.add(file + " names no contact");
        }
        if (read.channels.isEmpty()) {
            warnings.add(file + " names no channel: nobody is told of an incident");
        }
        return new OnCall(read.contacts, read.channels, List.copyOf(warnings));
    }
}
