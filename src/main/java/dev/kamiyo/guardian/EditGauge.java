package dev.kamiyo.guardian;

import dev.kamiyo.db.Database;
import java.io.IOException;
import java.util.List;

/// Edits by hand that wait.
final class EditGauge implements Gauge {
    private final Database database;

    EditGauge(Database database) {
        this.database = database;
    }

    @Override
    public List<Warning> look() throws IOException {
        int rows = database.handEdits().size();
        return rows == 0 ? List.of() : List.of(new Warning.EditsWaiting(rows));
    }
}
