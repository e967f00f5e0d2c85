package dev.kamiyo.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RateLimitsTest {
    private static final InetAddress ANN = InetAddress.ofLiteral("203.0.113.9");

    private final AtomicLong now =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(30).toNanos()); // it wraps round
    private final RateLimits limits = new RateLimits(60, now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void aMinutesWorthAtOnceThenOneASecond() {
        for (int i = 59; i >= 0; i--) {
            assertThat(limits.take(ANN).left()).isEqualTo(i);
        }
        var refused = limits.take(ANN);
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.retryAfter()).isEqualTo(1);
        pass(Duration.ofSeconds(1));
        assertThat(limits.take(ANN).allowed()).isTrue();
        assertThat(limits.take(ANN).allowed()).isFalse();
        pass(Duration.ofSeconds(60));
        assertThat(limits.take(ANN).left()).isEqualTo(59);
    }

    @Test
    void addressesCountApartAndThoseOfOneIpv6CustomerTogether() {
        assertThat(limits.take(InetAddress.ofLiteral("2001:db8:0:1::1")).left()).isEqualTo(59);
        assertThat(limits.take(InetAddress.ofLiteral("2001:db8:0:1:ffff::2")).left())
                .isEqualTo(58);
        assertThat(limits.take(InetAddress.ofLiteral("2001:db8:0:2::1")).left()).isEqualTo(59);
        assertThat(limits.take(ANN).left()).isEqualTo(59);
        assertThat(limits.take(InetAddress.ofLiteral("203.0.113.10")).left()).isEqualTo(59);
    }

    @Test
    void aKeyHasTenTimesAsManyWhereverItIsUsed() {
        var taken = limits.take(new Caller.KeyHolder("a", Role.READ));
        assertThat(taken.quota()).isEqualTo(600);
        assertThat(taken.left()).isEqualTo(599);
        assertThat(limits.take(new Caller.KeyHolder("b", Role.READ)).left()).isEqualTo(599);
    }

    @Test
    void noMoreThanThereAreHoweverManyAskAtOnce() {
        var allowed = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 1_000; i++) {
                var _ = threads.submit(() -> limits.take(ANN).allowed() ? allowed.incrementAndGet() : 0);
            }
        }
        assertThat(allowed).hasValue(60);
    }
}
