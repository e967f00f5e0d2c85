package dev.kamiyo.export;

/// A plain JSON array.
final class JsonList implements Shape {
    @Override
    public String open() {
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
