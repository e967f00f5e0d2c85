package dev.kamiyo.alert;

import dev.kamiyo.net.Receipt;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How an attempt to deliver a message went.
///
/// @param at when it was made
/// @param status of the answer; 0 when there was none
/// @param latencyMillis until the answer
/// @param failure why it did not arrive; null when it did
/// @param answer its first characters
record Attempt(
        Instant at,
        int status,
        long latencyMillis,
        @Nullable String failure,
        String answer) {
    static Attempt of(Receipt receipt, Instant at) {
        return new Attempt(at, receipt.status(), receipt.took().toMillis(), receipt.failure(), receipt.head());
    }

    boolean arrived() {
        return failure == null;
    }

    ObjectNode json() {
        return JsonMapper.shared()
                .createObjectNode()
                .put("at", DeliveryStore.text(at))
                .put("status", status == 0 ? null : status)
                .put("latency_ms", latencyMillis)
                .put("failure", failure)
                .put("answer", answer);
    }
}
