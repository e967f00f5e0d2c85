package dev.kamiyo.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxiesTest {
    private static final Proxies PROXIES = new Proxies(Stream.of("127.0.0.1", "10.0.0.0/8", "fd00::/8")
            .map(text -> Network.parse(text).orElseThrow())
            .toList());

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            203.0.113.9 | 198.51.100.1                | -                                       | 203.0.113.9
            127.0.0.1   | -                           | -                                       | 127.0.0.1
            127.0.0.1   | 198.51.100.1                | -                                       | 198.51.100.1
            127.0.0.1   | 127.0.0.1, 198.51.100.1     | -                                       | 198.51.100.1
            127.0.0.1   | 1.1.1.1, 198.51.100.1, 10.1.2.3 | -                                   | 198.51.100.1
            127.0.0.1   | 1.1.1.1, unknown, 10.1.2.3  | -                                       | 10.1.2.3
            127.0.0.1   | 198.51.100.1:4711           | -                                       | 198.51.100.1
            127.0.0.1   | localhost                   | -                                       | 127.0.0.1
            127.0.0.1   | -                           | for=198.51.100.1;proto=https            | 198.51.100.1
            127.0.0.1   | -                           | For="[2001:db8::7]:4711";by=10.0.0.1    | 2001:db8::7
            127.0.0.1   | -                           | for=1.1.1.1, proto=http;for=198.51.100.1 | 198.51.100.1
            127.0.0.1   | -                           | for=1.1.1.1, for=_hidden                | 127.0.0.1
            fd12::1     | 2001:db8::7                 | -                                       | 2001:db8::7
            127.0.0.1   | 198.51.100.1                | for=198.51.100.1                        | 198.51.100.1
            127.0.0.1   | 198.51.100.1                | for=1.1.1.1                             | 127.0.0.1
            """)
    void theRightmostThatIsNoProxyCounts(
            String peer, @Nullable String forwardedFor, @Nullable String forwarded, String client) {
        assertThat(PROXIES.client(InetAddress.ofLiteral(peer), forwardedFor, forwarded)
                        .address())
                .isEqualTo(InetAddress.ofLiteral(client));
    }

    @Test
    void whoComesThroughAProxyOnThisMachineIsNotLocal() {
        var here = InetAddress.ofLiteral("127.0.0.1");
        assertThat(PROXIES.client(here, null, null).isLocal()).isTrue();
        assertThat(PROXIES.client(here, "127.0.0.1", null).isLocal()).isFalse();
        assertThat(PROXIES.client(here, "nonsense", null).isLocal()).isFalse();
        assertThat(Proxies.NONE.client(here, "198.51.100.1", null).isLocal()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.1.0.0/15, 10.0.255.255, true",
        "10.1.0.0/15, 10.2.0.0, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "203.0.113.9, 203.0.113.9, true",
    })
    void networksAreReadInCidr(String network, String address, boolean inside) {
        assertThat(Network.parse(network).orElseThrow().has(InetAddress.ofLiteral(address)))
                .isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "localhost",
                "10/8",
                "::/129",
                "fe80::1%eth0"
            })
    void whatIsNoNetworkIsNone(String text) {
        assertThat(Network.parse(text)).isEmpty();
    }
}
