package dev.kamiyo.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Who the service is on this machine: the user to whom its files must belong.
///
/// @param name as the system names it
/// @param numbers `uid:gid`, as `chown` takes it
/// @param isGuess whether it is merely who asks, since no service runs
record Owner(String name, String numbers, boolean isGuess) {
    private static final String SERVICE = "kamiyo";

    /// The user of the running process, else the user `kamiyo` of the container's image, else whoever asks.
    static Owner of(Patient patient) throws IOException {
        var asking = Path.of("/proc/self");
        if (patient.pid().isPresent()) {
            return of(Path.of("/proc", String.valueOf(patient.pid().getAsLong())), false);
        }
        var own = of(asking, true);
        try {
            if (own.name().equals("root")) {
                var user =
                        asking.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(SERVICE);
                return new Owner(user.getName(), SERVICE + ":", false);
            }
        } catch (IOException _) {
            return own; // no such user: not the container
        }
        return own;
    }

    private static Owner of(Path place, boolean isGuess) throws IOException {
        return new Owner(
                Files.getOwner(place).getName(),
                Files.getAttribute(place, "unix:uid") + ":" + Files.getAttribute(place, "unix:gid"),
                isGuess);
    }

    boolean mayEverything() {
        return name.equals("root");
    }
}
