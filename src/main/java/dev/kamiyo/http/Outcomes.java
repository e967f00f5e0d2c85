package dev.kamiyo.http;

import dev.kamiyo.access.IdempotencyStore.Answer;
import dev.kamiyo.access.Role;
import dev.kamiyo.exploit.ExploitId;
import dev.kamiyo.merge.Outcome;
import dev.kamiyo.merge.Person;
import tools.jackson.databind.json.JsonMapper;

/// Who asks for something that is moderated, and what is answered.
final class Outcomes {
    private Outcomes() {}

    static Person person(Request request) {
        return new Person(request.caller().name(), request.caller().may(Role.ADMIN));
    }

    /// @throws ProblemException when it was refused
    static Answer answer(Outcome outcome) {
        var json = JsonMapper.shared().createObjectNode();
        return switch (outcome) {
            case Outcome.Done done -> {
                json.put("state", "done").put("number", done.number());
                var exploits = json.putArray("exploits");
                done.exploits().stream().map(ExploitId::text).forEach(exploits::add);
                yield new Answer(200, null, json.toString());
            }
            case Outcome.Proposed proposed -> {
                json.put("state", "proposed").put("number", proposed.number());
                yield new Answer(202, null, json.toString());
            }
            case Outcome.Refused refused ->
                throw new ProblemException(Problem.invalidBody(refused.member(), refused.why(), null));
            case Outcome.Missing(var why) -> throw new ProblemException(Problem.notFound("number", why));
            case Outcome.Untimely(var why) -> throw new ProblemException(Problem.conflict(why));
            case Outcome.Forbidden(var why) -> throw new ProblemException(Problem.forbidden(why));
        };
    }
}
