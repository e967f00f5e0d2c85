package dev.kamiyo.alert;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.Reader;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.search.Cursor;
import dev.kamiyo.search.InvalidFilterException;
import dev.kamiyo.search.SearchStore;
import dev.kamiyo.search.Traits;
import dev.kamiyo.search.View;
import dev.kamiyo.search.ViewReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Which exploits of the past a rule is about, whatever it tells of and since when. Safe for use by many threads.
final class Matches {
    /// Exploits that are looked at for one page, so that none takes long, however few are found.
    static final int LOOKED_AT = 5_000;

    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Database database;
    private final SearchStore search = new SearchStore(new ExploitStore());
    private final ViewReader views;

    Matches(Database database, ViewReader views) {
        this.database = database;
        this.views = views;
    }

    /// A page, the newest first.
    ///
    /// @param after the place that it starts behind
    /// @param limit at most this many; there may be fewer, and more behind them
    /// @throws InvalidAlertException when the rule cannot be asked any more
    Alerts.Page page(Rule rule, Optional<Cursor> after, int limit) throws InvalidAlertException {
        var ready = ReadyRule.of(0, 0, rule, views);
        var view = view(rule);
        return database.read(reader -> page(reader, ready, view, after, limit));
    }

    private Alerts.Page page(Reader reader, ReadyRule ready, View view, Optional<Cursor> after, int limit) {
        var found = new ArrayList<String>();
        var place = after;
        int looked = 0;
        while (true) {
            var page = search.page(reader, view, place, limit - found.size());
            for (var exploit : page.exploits()) {
                if (ready.concerns(Traits.of(EXACT.readTree(exploit)))) {
                    found.add(exploit);
                }
            }
            looked += page.exploits().size();
            place = page.next();
            // A nearly full page is full: to fill it up would be a question for each exploit.
            if (place.isEmpty() || looked >= LOOKED_AT || found.size() > limit * 3 / 4) {
                return new Alerts.Page(List.copyOf(found), place);
            }
        }
    }

    private View view(Rule rule) throws InvalidAlertException {
        try {
            return new View(views.filter(rule.filter()), View.ALL.sort(), View.ALL.order(), List.of());
        } catch (InvalidFilterException e) {
            throw RuleJson.invalid("filter." + e.parameter(), e);
        }
    }
}
