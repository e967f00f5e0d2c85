package dev.kamiyo.source;

import dev.kamiyo.exploit.Address;
import dev.kamiyo.exploit.AddressRole;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.Protocol;
import dev.kamiyo.exploit.References;
import dev.kamiyo.exploit.Status;
import dev.kamiyo.exploit.Transaction;
import dev.kamiyo.exploit.TransactionRole;
import dev.kamiyo.exploit.Usd;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The attack events of BlockSec: JSON in pages, each asked for by a POST. The best transactions of all feeds.
///
/// Chains are given by number; numbers of its own, which are negative, name chains that EIP-155 does not count, and are
/// left out with what stands on them.
public final class BlockSec implements Source {
    private static final int PAGE = 100;
    private static final int NEWEST = 1;
    private static final int NAME = 200;
    private static final int MOST = 1_000;

    private final Vocabularies words;
    private final Dates dates;

    /// @param clock tells which dates lie in the future
    public BlockSec(Vocabularies words, Clock clock) {
        this.words = words;
        this.dates = new Dates(clock);
    }

    @Override
    public String name() {
        return "blocksec";
    }

    @Override
    public String home() {
        return "https://app.blocksec.com/api/v1/attack/events";
    }

    @Override
    public Terms terms() {
        return new Terms(
                "Subject to BlockSec's terms of use, which you accept by switching this feed on.",
                "https://blocksec.com/terms-of-use");
    }

    @Override
    public Duration interval() {
        return Duration.ofHours(1);
    }

    @Override
    public String accepts() {
        return "a JSON answer as a file or its URL, or a folder of them";
    }

    @Override
    public List<String> index() {
        return List.of();
    }

    @Override
    public boolean reads(String path) {
        return path.endsWith(".json");
    }

    @Override
    public boolean paged() {
        return true;
    }

    @Override
    public Optional<Query> next(URI location, Extent extent, List<byte[]> pages) throws MalformedFeedException {
        if (!pages.isEmpty()) {
            var last = JsonFeed.object(pages.getLast());
            int all = last.path("count").asInt(0);
            boolean more =
                    pages.size() * PAGE < all && !JsonFeed.list(last, "list").isEmpty();
            if (!more || (extent == Extent.NEWEST && pages.size() >= NEWEST)) {
                return Optional.empty();
            }
        }
        return Optional.of(new Query(
                location, "{\"page\":" + (pages.size() + 1) + ",\"pageSize\":" + PAGE + ",\"date\":\"desc\"}"));
    }

    /// Every page tells how many records there are.
    @Override
    public Coverage coverage(Extent extent, Content content) {
        return JsonFeed.isWhole(content, "count", "list") ? Coverage.WHOLE : Coverage.PART;
    }

    @Override
    public Parsed parse(Content content) throws MalformedFeedException {
        var harvest = new Harvest();
        int number = 0;
        for (var path : content.paths().toList()) {
            for (var json : JsonFeed.list(JsonFeed.object(content.bytes(path)), "list")) {
                number++;
                harvest.take("record " + number, JsonRecord.named(json, "project"), () -> claim(json));
            }
        }
        if (number == 0) {
            throw new MalformedFeedException("the feed has no records");
        }
        return harvest.done();
    }

    private Claim claim(JsonNode json) throws MalformedRecordException {
        var record = JsonRecord.of(json);
        var name = record.need("project", NAME);
        var date = json.path("date");
        if (!date.isIntegralNumber() || !date.canConvertToLong()) {
            throw JsonRecord.wrong("date", date, "milliseconds since 1970");
        }
        var evidence = new Evidence();
        evidence.readChains(json.path("chainIds"));
        evidence.readTransactions(json.path("transactions"));
        var facts = new Facts(
                name,
                new Protocol(name),
                List.copyOf(evidence.chains),
                dates.millis("date", date.longValue()),
                loss(json.path("loss")),
                null,
                null,
                null,
                null,
                Status.CONFIRMED,
                List.copyOf(evidence.transactions),
                List.copyOf(evidence.addresses),
                references(record));
        return new Claim(
                name(), record.identity("id"), "https://blocksec.com/security-incident", facts, json.toString());
    }

    /// Dollars, as a text or a number; 0 stands for unknown.
    private static @Nullable Usd loss(JsonNode loss) throws MalformedRecordException {
        if (loss.isMissingNode()
                || loss.isNull()
                || (loss.isString() && loss.stringValue().isBlank())) {
            return null;
        }
        try {
            var text = loss.isString() ? loss.stringValue().strip() : loss.toString();
            if (text.matches("-?\\d{1,40}(\\.\\d{1,40})?")) {
                var dollars = new BigDecimal(text);
                return dollars.signum() == 0 ? null : Usd.of(dollars);
            }
        } catch (IllegalArgumentException _) {
            // The same answer as for a text that is no number.
        }
        throw JsonRecord.wrong("loss", loss, "a number of dollars from 0 to 9,999,999,999,999.99");
    }

    /// What a record calls evidence is a link, or prose that is not taken.
    private static List<String> references(JsonRecord record) {
        var links = new LinkedHashSet<String>();
        for (var member : List.of("media", "rootCause")) {
            var value = record.json().path(member);
            if (value.isString()) {
                References.parse(value.stringValue()).ifPresent(links::add);
            }
        }
        return List.copyOf(links);
    }

    private final class Evidence {
        private final SequencedSet<String> chains = new LinkedHashSet<>();
        private final SequencedSet<Transaction> transactions = new LinkedHashSet<>();
        private final SequencedSet<Address> addresses = new LinkedHashSet<>();

        void readChains(JsonNode ids) throws MalformedRecordException {
            limit("chainIds", ids);
            ids.forEach(id -> chain(id).ifPresent(chains::add));
        }

        void readTransactions(JsonNode list) throws MalformedRecordException {
            limit("transactions", list);
            for (var transaction : list) {
                var chain = chain(transaction.path("chainId"));
                if (chain.isPresent()) {
                    chains.add(chain.get());
                    words.chains()
                            .hash(chain.get(), transaction.path("txnHash").asString(""))
                            .ifPresent(hash ->
                                    transactions.add(new Transaction(chain.get(), hash, TransactionRole.ATTACK)));
                    words.chains()
                            .address(chain.get(), transaction.path("attacker").asString(""))
                            .ifPresent(
                                    address -> addresses.add(new Address(chain.get(), address, AddressRole.ATTACKER)));
                }
            }
        }

        private static void limit(String member, JsonNode list) throws MalformedRecordException {
            boolean absent = list.isMissingNode() || list.isNull();
            if (!absent && (!list.isArray() || list.size() > MOST)) {
                throw JsonRecord.wrong(member, list, "a list of at most " + MOST + " elements");
            }
        }

        private Optional<String> chain(JsonNode id) {
            return id.isIntegralNumber() && id.canConvertToLong()
                    ? words.chains().byNumber(id.longValue())
                    : Optional.empty();
        }
    }
}
