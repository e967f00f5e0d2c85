package dev.kamiyo.web;

import dev.kamiyo.web.MonthChart.Column;
import dev.kamiyo.web.MonthChart.Label;
import dev.kamiyo.web.MonthChart.Tick;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds places for the names of large exploits in a [MonthChart].
final class MonthLabels {
    /// How wide the drawing is, the narrowest first.
    private enum Room {
        PHONE(2.5),
        SCREEN(1.2),
        WIDE(0.95);

        /// A character's share of the width where that is least.
        private final double character;

        Room(double character) {
            this.character = character;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// This and all that are wider.
        Set<Room> onward() {
            return EnumSet.range(this, WIDE);
        }
    }

    /// The reach of words: shares of the width, and where they stand, in pixels.
    private record Box(double from, double to, double y) {
        static Box of(String anchor, double at, double width, double y) {
            double from =
                    switch (anchor) {
                        case "start" -> at;
                        case "end" -> at - width;
                        default -> at - width / 2;
                    };
            return new Box(from, from + width, y);
        }

        boolean meets(Box other) {
            return from < other.to && other.from < to && Math.abs(y - other.y) < 15;
        }
    }

    private MonthLabels() {}

    /// Each is named from where it stands clear of the scale, of higher months and of larger exploits; on phones there
    /// is
    /// room for the largest alone.
    static List<Label> of(List<Column> columns, List<Tick> ticks, List<Row> largest) {
        var labels = new ArrayList<Label>();
        var taken = new EnumMap<Room, List<Box>>(Room.class);
        for (var room : Room.values()) {
            taken.put(room, new ArrayList<>(scale(ticks, room)));
        }
        for (var row : largest) {
            for (int month = 0; month < columns.size(); month++) {
                if (row.when().month().equals(columns.get(month).month().toString())) {
                    place(row, month, columns, labels.isEmpty() ? Room.PHONE : Room.SCREEN, taken)
                            .ifPresent(labels::add);
                }
            }
        }
        return labels;
    }

    private static List<Box> scale(List<Tick> ticks, Room room) {
        return ticks.stream()
                .map(tick -> Box.of(
                        "start",
                        0,
                        (tick.text().length() + 1) * room.character,
                        Double.parseDouble(tick.at()) + MonthChart.TICK))
                .toList();
    }

    /// Above its month, or beside that when something stands in the way; nowhere when there is no room.
    private static Optional<Label> place(
            Row row, int month, List<Column> columns, Room narrowest, Map<Room, List<Box>> taken) {
        var name = row.protocol().text();
        var text = name.isEmpty() ? row.title() : name; // an amount would be taken for that of the whole month
        double centre = centre(month, columns);
        double y = columns.get(month).y() - 7;
        for (var room : narrowest.onward()) {
            for (var anchor : List.of("middle", "start", "end")) {
                var boxes = new EnumMap<Room, Box>(Room.class);
                room.onward()
                        .forEach(wider ->
                                boxes.put(wider, Box.of(anchor, centre, (text.length() + 1) * wider.character, y)));
                if (boxes.entrySet().stream()
                        .allMatch(each -> isClear(
                                each.getValue(), taken.getOrDefault(each.getKey(), List.of()), month, columns))) {
                    boxes.forEach((wider, box) ->
                            taken.getOrDefault(wider, new ArrayList<>()).add(box));
                    return Optional.of(new Label(
                            Figures.percent(centre), MonthChart.pixels(y), anchor, text, row.url(), room.label()));
                }
            }
        }
        return Optional.empty();
    }

    private static double centre(double month, List<Column> columns) {
        return 100.0 * (month + 0.5) / columns.size();
    }

    /// Whether words meet no others, no edge, and no month that is so high that it would cross them.
    private static boolean isClear(Box box, List<Box> others, int own, List<Column> columns) {
        if (box.from < 0 || box.to > 100 || others.stream().anyMatch(box::meets)) {
            return false;
        }
        for (int i = 0; i < columns.size(); i++) {
            if (i != own
                    && centre(i + MonthChart.HALF, columns) > box.from
                    && centre(i - MonthChart.HALF, columns) < box.to
                    && columns.get(i).y() < box.y + 3) {
                return false;
            }
        }
        return true;
    }
}
