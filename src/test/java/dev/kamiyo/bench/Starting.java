package dev.kamiyo.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// From the start of the process to its first answer, with the AOT cache that the image brings.
final class Starting implements Measurement {
    private static final int TIMES = 5;

    @Override
    public List<Figure> at(Site site) throws Exception {
        site.program().train();
        var folders = site.copy("start").folders();
        var millis = new ArrayList<Double>();
        for (int i = 0; i <= TIMES; i++) {
            try (var service = Service.start(site.program(), folders.data(), folders.run())) {
                if (i > 0) { // the first one reads the files into memory
                    millis.add(service.started().toNanos() / 1e6);
                }
            }
        }
        Collections.sort(millis);
        return List.of(Figure.alone(
                "start to the first answer, median of 5",
                site.exploits(),
                millis.get(TIMES / 2),
                Unit.MILLIS,
                Goal.atMost(400)));
    }
}
