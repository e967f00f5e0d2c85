package dev.kamiyo.export;

/// A JSON object a line.
final class NdjsonLines implements Shape {
    @Override
    public String each(String json) {
        return json + "\n";
    }
}
