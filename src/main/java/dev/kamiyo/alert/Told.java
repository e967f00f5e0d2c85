package dev.kamiyo.alert;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What became of something that an admin asked for.
public sealed interface Told {
    /// It was done.
    ///
    /// @param made whether there is something now that was not there before
    /// @param json what there is, without secrets
    record Done(boolean made, ObjectNode json) implements Told {}

    /// There is nothing of this name or id.
    record Nothing() implements Told {}

    /// A rule names a target that there is not.
    ///
    /// @param known those that there are
    record NoTarget(String name, List<String> known) implements Told {}

    /// Rules name the target.
    record Needed(List<String> rules) implements Told {}

    /// It is on its way already.
    record OnItsWay() implements Told {}

    /// There are as many as there may be.
    record Full(int most) implements Told {}
}
