package dev.kamiyo.bench;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/// Everything as NDJSON.
final class Exporting implements Measurement {
    private static final double CONSTANT_MEGABYTES = 64;

    @Override
    public List<Figure> at(Site site) throws Exception {
        try (var service = site.service("export");
                var client = HttpClient.newHttpClient()) {
            var url = URI.create(service.url("/api/v1/exploits?limit=all&format=ndjson"));
            read(client, url);
            double before = service.mostResident();
            long begin = System.nanoTime();
            long bytes = 0;
            long end = begin + site.span().toNanos();
            do {
                bytes += read(client, url);
            } while (System.nanoTime() < end);
            double seconds = (System.nanoTime() - begin) / 1e9;
            return List.of(
                    Figure.alone(
                            "everything as NDJSON",
                            site.exploits(),
                            bytes / 1e6 / seconds,
                            Unit.MEGABYTES_PER_SECOND,
                            Goal.atLeast(150)),
                    Figure.alone(
                            "memory that more of it takes",
                            site.exploits(),
                            service.mostResident() - before,
                            Unit.MEGABYTES,
                            Goal.atMost(CONSTANT_MEGABYTES)));
        }
    }

    private static long read(HttpClient client, URI url) throws Exception {
        var request = HttpRequest.newBuilder(url).build();
        try (InputStream body =
                client.send(request, BodyHandlers.ofInputStream()).body()) {
            var buffer = new byte[1 << 16];
            long bytes = 0;
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                bytes += n;
            }
            return bytes;
        }
    }
}
