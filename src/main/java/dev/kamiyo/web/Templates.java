package dev.kamiyo.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/// The templates of `src/main/jte`, which are compiled with the program. Safe for use by many threads.
final class Templates {
    private final TemplateEngine engine = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Templates.class.getClassLoader(), Templates.class.getPackageName());

    /// A page as HTML.
    ///
    /// @param page what the template of that name shows
    String render(String name, Frame frame, Object page) {
        var out = new StringOutput(16_384);
        engine.render(name + ".jte", Map.of("frame", frame, "page", page), out);
        return out.toString();
    }
}
