package dev.kamiyo.merge;

import dev.kamiyo.exploit.ExploitId;
import java.util.Set;

/// What became of something that a person asked for.
public sealed interface Outcome {
    /// It is done.
    ///
    /// @param number of the act, by which it can be undone
    /// @param exploits those that the claims at stake belong to now
    record Done(long number, Set<ExploitId> exploits) implements Outcome {}

    /// It waits for somebody who may decide.
    ///
    /// @param number of what waits, in the list of those that do
    record Proposed(long number) implements Outcome {}

    /// The request names something that is not there or cannot be taken; nothing was changed.
    ///
    /// @param member of the request that names it
    /// @param why for a person
    record Refused(String member, String why) implements Outcome {}

    /// What is to be decided does not exist; nothing was changed.
    ///
    /// @param why for a person
    record Missing(String why) implements Outcome {}

    /// It is not in a state for this; nothing was changed.
    ///
    /// @param why for a person
    record Untimely(String why) implements Outcome {}

    /// It is for somebody who may decide; nothing was changed.
    ///
    /// @param why for a person
    record Forbidden(String why) implements Outcome {}
}
