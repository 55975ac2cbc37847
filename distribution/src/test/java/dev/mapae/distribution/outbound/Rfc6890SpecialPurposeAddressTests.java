package dev.mapae.distribution.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.distribution.http.AddressRange;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 6890, special-purpose addresses: which ones the server calls.
class Rfc6890SpecialPurposeAddressTests {
  private static InetAddress address(String literal) {
    return InetAddress.ofLiteral(literal);
  }

  @Nested
  class Section_2_2_2_IPv4 {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0",
          "100.100.100.200", "100.127.255.255", "127.0.0.1", "127.255.255.255", "168.63.129.16",
          "169.254.0.0", "169.254.169.254", "169.254.255.255", "172.16.0.0", "172.31.255.255",
          "192.0.0.0", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1",
          "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.7", "203.0.113.255",
          "224.0.0.1", "239.255.255.255", "240.0.0.0", "255.255.255.255"
        })
    void what_is_special_is_not_public(String literal) {
      assertThat(PublicAddresses.have(address(literal))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
          "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255",
          "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255",
          "198.20.0.0", "223.255.255.255"
        })
    void their_neighbours_are(String literal) {
      assertThat(PublicAddresses.have(address(literal))).isTrue();
    }
  }

  @Nested
  class Section_2_2_3_IPv6 {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "::", "::1", "::7f00:1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::a00:1",
          "100::1", "1fff::1", "2001::1", "2001:1ff:ffff::1", "2001:2::1", "2001:10::1",
          "2001:20::1", "2001:db8::1", "2002:a00:1::1", "3fff::1", "3fff:fff::1", "4000::1",
          "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1"
        })
    void what_is_special_or_holds_an_IPv4_address_is_not_public(String literal) {
      assertThat(PublicAddresses.have(address(literal))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "2000::1",
          "2001:200::1",
          "2001:db7::1",
          "2001:db9::1",
          "2606:4700::1",
          "2a00::1",
          "3ffe::1",
          "3fff:1000::1"
        })
    void global_unicast_is(String literal) {
      assertThat(PublicAddresses.have(address(literal))).isTrue();
    }

    @Test
    void a_mapped_address_that_comes_as_IPv6_is_not_public() throws Exception {
      byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 8, 8, 8, 8};
      assertThat(PublicAddresses.have(Inet6Address.getByAddress("mapped", mapped, 1))).isFalse();
    }
  }

  @Nested
  class What_the_operator_allows {
    private final OutboundAllowed allowed =
        new OutboundAllowed(
            List.of(
                AddressRange.parse("10.1.0.0/16").orElseThrow(),
                AddressRange.parse("127.0.0.1").orElseThrow()),
            false);

    @Test
    void may_be_called_for_those_whom_the_operator_knows_and_nothing_beside_it() {
      for (Origin known : List.of(Origin.DECLARED, Origin.ADMINISTERED)) {
        assertThat(allowed.allows(address("10.1.2.3"), known)).isTrue();
        assertThat(allowed.allows(address("127.0.0.1"), known)).isTrue();
        assertThat(allowed.allows(address("10.2.0.0"), known)).isFalse();
        assertThat(allowed.allows(address("127.0.0.2"), known)).isFalse();
        assertThat(allowed.allows(address("8.8.8.8"), known)).isTrue();
      }
    }

    @Test
    void is_not_for_those_who_registered_themselves_but_in_the_demonstration() {
      assertThat(allowed.allows(address("10.1.2.3"), Origin.SELF_REGISTERED)).isFalse();
      assertThat(allowed.allowsInClear(address("127.0.0.1"), Origin.SELF_REGISTERED)).isFalse();
      OutboundAllowed demonstration = new OutboundAllowed(allowed.ranges(), true);
      assertThat(demonstration.allows(address("10.1.2.3"), Origin.SELF_REGISTERED)).isTrue();
      assertThat(demonstration.allowsInClear(address("127.0.0.1"), Origin.SELF_REGISTERED))
          .isTrue();
    }

    @Test
    void is_called_in_clear_on_loopback_alone() {
      assertThat(allowed.allowsInClear(address("127.0.0.1"), Origin.DECLARED)).isTrue();
      assertThat(allowed.allowsInClear(address("127.0.0.2"), Origin.DECLARED)).isFalse();
      assertThat(allowed.allowsInClear(address("10.1.2.3"), Origin.DECLARED)).isFalse();
      assertThat(allowed.allowsInClear(address("8.8.8.8"), Origin.DECLARED)).isFalse();
    }
  }
}
