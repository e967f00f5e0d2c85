package dev.kamiyo.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressGuardTest {
    private static final AddressGuard GUARD = AddressGuard.permitting("mirror.internal");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.1",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "203.0.112.1",
                "223.255.255.255",
                "2001:200::1",
                "2606:4700::1111",
                "2a00:1450::1",
                "2002:101:101::1",
                "::ffff:1.1.1.1"
            })
    void publicAddressesPass(String address) throws UnknownHostException {
        assertThat(GUARD.permits("example.org", InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.0",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.255",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::2",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:169.254.169.254",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "64:ff9b::7f00:1",
                "64:ff9b::101:101",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:10::1",
                "2001:20::1",
                "2001:db8::1",
                "2001:db8:ffff::1",
                "2002:7f00:1::",
                "2002:a00:1::1",
                "2002:a9fe:a9fe::1",
                "2002:c0a8:1::1",
                "2002:e000:1::1"
            })
    void addressesInsideTheHouseAndReservedOnesAreRefused(String address) throws UnknownHostException {
        assertThat(GUARD.permits("example.org", InetAddress.getByName(address))).isFalse();
    }

    @Test
    void aNamedHostPassesWhateverItsAddressAndHoweverItIsWritten() throws UnknownHostException {
        var inside = InetAddress.getByName("10.0.0.1");
        assertThat(GUARD.permits("mirror.internal", inside)).isTrue();
        assertThat(GUARD.permits("Mirror.INTERNAL", inside)).isTrue();
        assertThat(AddressGuard.permitting("MIRROR.internal").permits("mirror.internal", inside))
                .isTrue();
    }

    @Test
    void aNameThatOnlyLooksLikeANamedOneDoesNot() throws UnknownHostException {
        var inside = InetAddress.getByName("10.0.0.1");
        for (var host : new String[] {"x.mirror.internal", "mirror.internal.example.org", "mirror", "10.0.0.1", ""}) {
            assertThat(GUARD.permits(host, inside)).as(host).isFalse();
        }
        assertThat(AddressGuard.permitting().permits("mirror.internal", inside)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3fff::1", "3fff:fff::1"})
    void theNewerDocumentationNetIsRefused(String address) throws UnknownHostException {
        assertThat(GUARD.permits("example.org", InetAddress.getByName(address))).isFalse();
    }
}
