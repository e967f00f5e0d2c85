package dev.kamiyo.export;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// A JSON Feed (version 1.1); an item is an exploit.
record JsonFeed(Imprint imprint) implements Shape {
    @Override
    public String open() {
        var feed = JsonMapper.shared().createObjectNode();
        feed.put("version", "https://jsonfeed.org/version/1.1").put("title", "Kamiyo: crypto exploits");
        if (!imprint.base().isEmpty()) {
            feed.put("home_page_url", imprint.base() + "/").put("feed_url", imprint.base() + imprint.path());
        }
        var whole = feed.toString();
        return whole.substring(0, whole.length() - 1) + ",\"items\":[";
    }

    @Override
    public String each(String json) {
        var exploit = Shape.read(json);
        var item = JsonMapper.shared().createObjectNode();
        item.put("id", Shape.text(exploit, "/id")).put("url", imprint.page(Shape.text(exploit, "/id")));
        if (!exploit.path("references").isEmpty()) {
            item.put("external_url", Shape.text(exploit, "/references/0"));
        }
        item.put("title", Shape.text(exploit, "/title")).put("content_text", Shape.summary(exploit));
        item.put("date_published", Shape.text(exploit, "/first_seen_at"));
        item.put("date_modified", Shape.text(exploit, "/modified_at"));
        var tags = item.putArray("tags");
        exploit.path("chains").forEach(chain -> tags.add(chain.asString()));
        for (var member : List.of("technique", "target", "severity")) {
            if (!exploit.path(member).isNull()) {
                tags.add(Shape.text(exploit, "/" + member));
            }
        }
        item.set("_kamiyo", exploit);
        return item.toString();
    }

    @Override
    public String between() {
        return ",";
    }

    @Override
    public String close() {
        return "]}";
    }
}
