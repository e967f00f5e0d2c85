package dev.kamiyo.export;

import java.time.Instant;
import java.util.List;

/// A plain JSON array.
final class JsonList implements Shape {
    @Override
    public String open(List<String> members, Instant at) {
        return "[";
    }

    @Override
    public String each(String json) {
        return json;
    }

    @Override
    public String between() {
        return ",";
    }

    @Override
    public String close() {
        return "]";
    }
}
