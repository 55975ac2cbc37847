package dev.mapae.distribution.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who sent a request, when proxies stand in between. CVE-2023-49097, GHSA-7wfc-4796-gmg5.
class TrustedProxiesTests {
  private static List<AddressRange> ranges(String... ranges) {
    return Arrays.stream(ranges).map(r -> AddressRange.parse(r).orElseThrow()).toList();
  }

  private static String sender(String peer, String... forwardedFor) {
    return new TrustedProxies(ranges("10.0.0.0/8", "2001:db8::/32"))
        .sender(InetAddress.ofLiteral(peer), List.of(forwardedFor))
        .getHostAddress();
  }

  @Nested
  class The_sender {
    @Test
    void is_the_peer_unless_the_peer_is_a_trusted_proxy() {
      assertThat(sender("192.0.2.7")).isEqualTo("192.0.2.7");
      assertThat(sender("192.0.2.7", "198.51.100.1")).isEqualTo("192.0.2.7");
      assertThat(sender("10.0.0.1")).isEqualTo("10.0.0.1");
    }

    @Test
    void is_the_last_address_that_no_trusted_proxy_has() {
      assertThat(sender("10.0.0.1", "198.51.100.1")).isEqualTo("198.51.100.1");
      assertThat(sender("10.0.0.1", "203.0.113.9, 198.51.100.1, 10.0.0.2"))
          .isEqualTo("198.51.100.1");
      assertThat(sender("10.0.0.1", "203.0.113.9", "198.51.100.1 , 10.0.0.2"))
          .isEqualTo("198.51.100.1");
      assertThat(sender("2001:db8::1", "2001:db9::7")).isEqualTo("2001:db9:0:0:0:0:0:7");
    }

    @Test
    void is_never_what_stands_left_of_something_unreadable() {
      assertThat(sender("10.0.0.1", "198.51.100.1, unknown")).isEqualTo("10.0.0.1");
      assertThat(sender("10.0.0.1", "198.51.100.1, localhost, 10.0.0.2")).isEqualTo("10.0.0.2");
      assertThat(sender("10.0.0.1", "")).isEqualTo("10.0.0.1");
    }

    @Test
    void is_read_with_a_port_too() {
      assertThat(sender("10.0.0.1", "198.51.100.1:4711")).isEqualTo("198.51.100.1");
      assertThat(sender("10.0.0.1", "[2001:db9::7]:4711")).isEqualTo("2001:db9:0:0:0:0:0:7");
    }

    @Test
    void is_found_among_any_number_of_hops() {
      assertThat(sender("10.0.0.1", "10.0.0.2,".repeat(5000) + "10.0.0.3")).startsWith("10.0.0.");
    }
  }

  @Nested
  class A_range {
    @Test
    void holds_the_addresses_with_its_prefix() {
      AddressRange range = AddressRange.parse("192.0.2.128/25").orElseThrow();
      assertThat(range.contains(InetAddress.ofLiteral("192.0.2.128"))).isTrue();
      assertThat(range.contains(InetAddress.ofLiteral("192.0.2.255"))).isTrue();
      assertThat(range.contains(InetAddress.ofLiteral("192.0.2.127"))).isFalse();
      assertThat(range.contains(InetAddress.ofLiteral("::1"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10/8", "host/8", "", "::1/129"})
    void is_exact(String range) {
      assertThat(AddressRange.parse(range)).isEmpty();
    }
  }

  @Tag("socket")
  @Test
  void only_a_trusted_peer_is_believed_over_a_socket() throws Exception {
    String request =
        String.join(
            "\r\n",
            "GET / HTTP/1.1",
            "Host: localhost",
            "X-Forwarded-For: 198.51.100.1",
            "X-Forwarded-Host: evil.example",
            "Connection: close",
            "",
            "");
    for (String range : List.of("127.0.0.1/32", "192.0.2.0/24")) {
      Binding binding =
          new Binding(
              new Listener("127.0.0.1", 0),
              Optional.empty(),
              ranges(range),
              Optional.empty(),
              Limits.PRESET);
      try (JettyServer server =
          JettyServer.start(binding, r -> Response.text(200, r.remoteAddress()), exchange -> {})) {
        assertThat(RawSocket.exchange(server.port(), request))
            .endsWith(range.startsWith("127") ? "198.51.100.1" : "127.0.0.1");
      }
    }
  }
}
