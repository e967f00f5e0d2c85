package dev.kamiyo.http;

import dev.kamiyo.exploit.ExploitId;
import tools.jackson.databind.json.JsonMapper;

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

    /// Leads to the exploit that took another one over.
    ///
    /// @param rest what follows the id in the path
    static Response moved(ExploitId id, ExploitId successor, String rest) {
        var json = JsonMapper.shared().createObjectNode();
        json.put("id", id.text()).put("merged_into", successor.text());
        return Response.of(301, "application/json", json.toString())
                .with("Location", ExploitRoutes.LIST + "/" + successor + rest);
    }

    static ProblemException unknown(ExploitId id) {
        return new ProblemException(Problem.notFound("id", "there is no exploit " + id));
    }
}
