package dev.kamiyo.web;

import dev.kamiyo.search.Facet;
import dev.kamiyo.search.Tally;

/// What has pages of its own besides exploits.
public enum Topic {
    CHAIN(Facet.CHAIN, "/chains/", " on "),
    PROTOCOL(Facet.PROTOCOL, "/protocols/", " of "),
    TECHNIQUE(Facet.TECHNIQUE, "/techniques/", " by ");

    private final Facet facet;
    private final String path;
    private final String joint;

    Topic(Facet facet, String path, String joint) {
        this.facet = facet;
        this.path = path;
        this.joint = joint;
    }

    Facet facet() {
        return facet;
    }

    /// Its page.
    String url(String slug) {
        return path + Names.encode(slug);
    }

    /// What was lost, in a sentence that begins with the name.
    static String sentence(String name, Tally all) {
        var lost = all.known() == 0 ? "losses unknown" : Figures.money(all.loss()) + " lost";
        var back = all.recovered() == 0 ? "" : "; " + Figures.money(all.recovered()) + " came back";
        return name + ": " + lost + " in " + Figures.count(all.exploits(), "exploit") + back + ".";
    }

    String nothing(String name) {
        return "No exploit" + joint + name + " is known.";
    }
}
