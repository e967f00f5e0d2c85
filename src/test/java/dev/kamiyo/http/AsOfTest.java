package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.testing.ExploitGenerator;
import dev.kamiyo.testing.TestService;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What was known at a write in the past.
final class AsOfTest extends RunningService {
    private static final String LIST = "/api/v1/exploits";
    private static final List<String> QUESTIONS = List.of(
            LIST + "?limit=1000",
            LIST + "?sort=loss&order=asc&limit=7",
            LIST + "?sort=modified_at&limit=1000&fields=id,title",
            LIST + "?format=csv&limit=all",
            LIST + "?chain=ethereum,bsc&min_loss=100k&limit=1000",
            LIST + "?q=a*&order=asc&limit=1000",
            "/api/v1/stats",
            "/api/v1/stats?interval=week&chain=ethereum",
            "/api/v1/facets",
            "/api/v1/facets?chain=bsc&min_loss=1&limit=3");

    private final MergeStore merges = new MergeStore(new ExploitStore());
    private final SplittableRandom random = new SplittableRandom(5);

    private record Known(String question, long seq, String body, String total) {}

    private void write(int n) {
        var generator = new ExploitGenerator(random.nextInt(3));
        for (int i = 0; i < n; i++) {
            var facts = generator.exploit(random.nextInt(40));
            var claim = new Claim(
                    "source" + random.nextInt(3),
                    "n" + random.nextInt(60),
                    null,
                    random.nextInt(9) == 0 ? facts.withoutTime() : facts,
                    "{}");
            service.database().write(tx -> merges.save(tx, claim));
        }
    }

    private List<Known> ask() throws Exception {
        var known = new ArrayList<Known>();
        for (var question : QUESTIONS) {
            var answer = service.get(question);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            known.add(new Known(question, service.database().seq(), answer.body(), total(answer)));
        }
        return known;
    }

    private static String total(HttpResponse<String> answer) {
        return answer.headers().firstValue("X-Total-Count").orElse("");
    }

    private static String then(String question, String asOf) {
        return question + (question.contains("?") ? "&" : "?") + "as_of=" + asOf;
    }

    @Test
    void everyAnswerIsWhatWasAnsweredThen() throws Exception {
        var known = new ArrayList<>(ask());
        for (int i = 0; i < 5; i++) {
            write(40);
            known.addAll(ask());
        }
        service.close();
        service = new TestService(folder);
        write(20);
        for (var then : known) {
            var answer = service.get(then(then.question, String.valueOf(then.seq)));
            assertThat(answer.body()).as("%s at %d", then.question, then.seq).isEqualTo(then.body);
            assertThat(total(answer)).isEqualTo(then.total);
            assertThat(answer.headers().firstValue("Kamiyo-As-Of").orElse("")).endsWith("-" + then.seq);
        }
        assertThat(service.get(then(LIST, "2100-01")).body())
                .isEqualTo(service.get(LIST).body());
        assertThat(service.get(then(LIST, "2001-01-31T12:00:00Z")).body()).isEqualTo("[]");
    }

    @Test
    void pagesGoOnAtTheSameWrite() throws Exception {
        write(120);
        var all = ids(LIST + "?limit=1000&sort=loss");
        var found = new ArrayList<String>();
        var next = then(LIST + "?limit=5&sort=loss", "2100-01");
        while (!next.isEmpty()) {
            var answer = service.get(next);
            TestService.json(answer).forEach(exploit -> found.add(id(exploit)));
            next = answer.headers()
                    .firstValue("Link")
                    .map(link -> link.substring(1, link.indexOf('>')))
                    .orElse("");
            write(1);
        }
        assertThat(found).isEqualTo(all);
    }

    private List<String> ids(String path) throws Exception {
        return TestService.json(service.get(path))
                .valueStream()
                .map(AsOfTest::id)
                .toList();
    }

    private static String id(JsonNode exploit) {
        return exploit.get("id").stringValue();
    }

    @Test
    void oneExploitIsWhatItWas() throws Exception {
        write(60);
        var then = TestService.json(service.get(LIST + "?limit=1000"));
        long seq = service.database().seq();
        write(200);
        for (var exploit : then) {
            var answer = service.get(then(LIST + "/" + id(exploit), String.valueOf(seq)));
            assertThat(TestService.json(answer)).isEqualTo(exploit);
        }
        var now = ids(LIST + "?limit=1000");
        var gone = then.valueStream()
                .map(AsOfTest::id)
                .filter(id -> !now.contains(id))
                .toList();
        assertThat(gone).as("taken over meanwhile").isNotEmpty();
        var moved = service.get(then(
                LIST + "/" + gone.getFirst(), String.valueOf(service.database().seq())));
        assertThat(moved.statusCode()).isEqualTo(301);
        assertThat(moved.headers().firstValue("Location").orElse("")).contains("?as_of=");
        assertThat(service.get(then(LIST + "/" + now.getFirst(), "0")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aRestoreTakesBackWhatCameAfterItsTargetAndNothingElse() throws Exception {
        service.backups().make(service.database());
        write(10);
        var before = kept();
        write(10);
        var target = kept();
        write(10);
        var lost = kept();
        goBack(target);
        write(10);
        var second = kept();
        write(10);
        var alsoLost = kept();
        goBack(second);
        write(5);
        for (var stands : List.of(before, target, second, kept())) {
            for (var asOf : List.of(stands.asOf, stands.asOf.substring(9), epoch() + "-" + stands.asOf.substring(9))) {
                var answer = service.get(then(LIST, asOf));
                assertThat(answer.body()).as(asOf).isEqualTo(stands.body);
                assertThat(asOf(answer)).isEqualTo(stands.asOf);
            }
        }
        for (var gone : List.of(lost, alsoLost)) {
            for (var asOf : List.of(gone.asOf, gone.asOf.substring(9))) {
                var answer = service.get(then(LIST, asOf));
                assertThat(answer.statusCode()).as(asOf).isEqualTo(400);
                assertThat(answer.body()).contains("a restore took it back", epoch());
            }
        }
        assertThat(asOf(service.get(then(LIST, "2100-01")))).isEqualTo(kept().asOf);

        goBack(before);
        assertThat(service.get(then(LIST, before.asOf)).body()).isEqualTo(before.body);
        assertThat(service.get(then(LIST, target.asOf)).statusCode()).isEqualTo(400);
        assertThat(service.get(then(LIST, second.asOf)).statusCode()).isEqualTo(400);
    }

    /// What is answered now, and what it is called.
    private record Kept(String asOf, String body) {}

    private Kept kept() throws Exception {
        var answer = service.get(then(LIST, String.valueOf(service.database().seq())));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new Kept(asOf(answer), answer.body());
    }

    private static String asOf(HttpResponse<String> answer) {
        return answer.headers().firstValue("Kamiyo-As-Of").orElse("");
    }

    private String epoch() {
        return service.database().head().epoch();
    }

    private void goBack(Kept to) throws Exception {
        service.restore().run(Optional.empty(), Optional.of(to.asOf.substring(9)), false, _ -> {});
    }

    @ParameterizedTest
    @CsvSource({
        "yesterday,write 4711",
        "2022-13,write 4711",
        "-1,write 4711",
        "99999,still to come",
        "aaaaaaaa-0,no write of these data",
        "99999999999999999999,write 4711"
    })
    void whatWasNeverIsRefused(String asOf, String why) throws Exception {
        for (var path : List.of(LIST, LIST + "/KYM-2022-00001", "/api/v1/stats", "/api/v1/facets")) {
            var answer = service.get(then(path, asOf));
            assertThat(answer.statusCode()).as(path).isEqualTo(400);
            assertThat(TestService.json(answer).get("parameter").asString()).isEqualTo("as_of");
            assertThat(TestService.json(answer).get("detail").asString()).contains(why);
        }
    }
}
