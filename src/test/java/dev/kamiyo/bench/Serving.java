package dev.kamiyo.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/// The runbook's list, beside the same bytes as a static file of nginx.
final class Serving implements Measurement {
    private static final List<Integer> CONNECTIONS = List.of(16, 128);

    @Override
    public List<Figure> at(Site site) throws Exception {
        var figures = new ArrayList<Figure>();
        try (var service = site.service("serve");
                var client = HttpClient.newHttpClient()) {
            var url = service.url(Service.LIST);
            var bytes = client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray())
                    .body();
            try (var nginx = Nginx.serve(site.folder("nginx"), bytes)) {
                for (int connections : CONNECTIONS) {
                    Wrk.same(url, connections, site.span()); // warm
                }
                for (int connections : CONNECTIONS) {
                    var ours = Wrk.same(url, connections, site.span());
                    var theirs = Wrk.same(nginx.url(), connections, site.span());
                    var work = Service.LIST + ", " + connections + " connections";
                    figures.add(Figure.beside(
                            work,
                            site.exploits(),
                            ours.perSecond(),
                            Unit.PER_SECOND,
                            "nginx, a static file",
                            theirs.perSecond(),
                            Goal.atLeastTimes(0.8)));
                    figures.add(Figure.beside(
                            work + ", p99",
                            site.exploits(),
                            ours.p99Millis(),
                            Unit.MILLIS,
                            "nginx, a static file",
                            theirs.p99Millis(),
                            Goal.atMostTimes(2)));
                }
            }
        }
        return figures;
    }
}
