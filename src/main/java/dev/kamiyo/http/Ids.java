package dev.kamiyo.http;

import dev.kamiyo.exploit.ExploitId;

/// Ids of exploits in requests.
final class Ids {
    private Ids() {}

    /// @throws ProblemException when a text is not an id
    static ExploitId parse(String text, String parameter) {
        if (!ExploitId.isId(text)) {
            throw new ProblemException(Problem.invalidParameter(parameter, "ids look like KYM-2022-00031"));
        }
        return new ExploitId(text);
    }
}
