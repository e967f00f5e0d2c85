package dev.kamiyo.http;

import dev.kamiyo.testing.TestService;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A service with an empty data folder of its own that runs while a test runs.
abstract class RunningService {
    @TempDir
    Path folder = Path.of("");

    TestService service;

    @BeforeEach
    final void start() throws IOException {
        service = new TestService(folder);
    }

    @AfterEach
    final void stop() throws IOException {
        service.close();
    }
}
