package dev.kamiyo.cli;

import picocli.CommandLine.IVersionProvider;

/// The version of this program, from its jar's manifest; "dev" when it runs from class files.
public final class Version implements IVersionProvider {
    Version() {}

    static String current() {
        var version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"kamiyo " + current()};
    }
}
