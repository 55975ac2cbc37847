package dev.mapae.distribution.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.TestAuthority;
import dev.mapae.authorizationserver.TestAuthority.Identity;
import dev.mapae.authorizationserver.TestAuthority.Order;
import dev.mapae.authorizationserver.http.Headers;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.ProtocolException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// RFC 9440, Client-Cert HTTP Header Field: the certificate that a proxy was shown.
class Rfc9440ClientCertTests {
  private static final Identity CLIENT =
      new Order("CN=client").from(TestAuthority.root("CN=root").below("CN=issuer"));
  private static final String OWN = CLIENT.header();
  private static final String ISSUER = TestAuthority.byteSequence(CLIENT.chain().getLast());

  private static List<X509Certificate> chain(String... namesAndValues) {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(Map.entry(namesAndValues[i], namesAndValues[i + 1]));
    }
    return ForwardedCertificates.of("Client-Cert", Headers.of(fields)).chain();
  }

  private static void assertRefused(String... namesAndValues) {
    assertThatThrownBy(() -> chain(namesAndValues))
        .isInstanceOfSatisfying(
            ProtocolException.class,
            e -> {
              assertThat(e.error().code()).isEqualTo("invalid_request");
              assertThat(e.error().description())
                  .startsWith("The header Client-Cert, ")
                  .hasSizeLessThan(250);
            });
  }

  @Nested
  class Section_2_2_the_certificate {
    @Test
    void is_a_byte_sequence() {
      assertThat(chain("Client-Cert", OWN)).containsExactly(CLIENT.certificate());
      assertThat(chain("client-cert", " " + OWN + " ")).containsExactly(CLIENT.certificate());
    }

    @Test
    void is_escaped_PEM_where_the_proxy_is_nginx() {
      assertThat(chain("Client-Cert", CLIENT.escapedPem())).containsExactly(CLIENT.certificate());
      assertThat(chain("Client-Cert", CLIENT.escapedPem().replace("%2B", "+").replace("%2F", "/")))
          .containsExactly(CLIENT.certificate());
    }

    @Test
    void is_none_where_the_client_showed_none() {
      assertThat(chain()).isEmpty();
      assertThat(chain("Client-Cert", "")).isEmpty();
      assertThat(chain("Client-Cert-Chain", ISSUER)).isEmpty();
    }

    @Test
    void comes_once() {
      assertRefused("Client-Cert", OWN, "Client-Cert", OWN);
      assertRefused("Client-Cert", "", "Client-Cert", OWN);
      assertRefused("Client-Cert", OWN + ", " + OWN);
      // A proxy that joins lines puts what a client sent before what it says itself.
      String pem = CLIENT.escapedPem();
      for (String joined : List.of(", " + OWN, ", " + pem, "%0A" + pem, "%00x", "%20x")) {
        assertRefused("Client-Cert", pem + joined);
      }
      assertRefused("Client-Cert", OWN + ", " + pem);
    }

    @Test
    void is_a_certificate_and_nothing_else() {
      String base64 = OWN.substring(1, OWN.length() - 1);
      for (String bad :
          List.of(
              ":",
              "::",
              ":AAAA:",
              ":MIAA:",
              ":%%%:",
              ":" + base64,
              base64,
              base64 + ":",
              ":" + base64.substring(0, base64.length() - 8) + ":",
              ":" + base64.substring(0, base64.length() / 4 * 3) + "AAAA:",
              ":LS0tLS1CRUdJTg==:",
              ":" + encoded(more(bytes(base64), new byte[1])) + ":",
              ":" + encoded(TestAuthority.pem(CLIENT.certificate()).getBytes(US_ASCII)) + ":",
              "-",
              "-----BEGIN CERTIFICATE-----",
              "-----BEGIN CERTIFICATE----------END CERTIFICATE-----",
              "-----BEGIN%20CERTIFICATE-----%0AAAAA%0A-----END%20CERTIFICATE-----",
              "-----BEGIN%20PRIVATE%20KEY-----%0AAAAA%0A-----END%20PRIVATE%20KEY-----",
              "-----BEGIN%2",
              "(null)",
              "é",
              "x".repeat(8000))) {
        assertRefused("Client-Cert", bad);
      }
    }
  }

  private static byte[] bytes(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  private static String encoded(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] more(byte[] bytes, byte[] behind) {
    byte[] all = Arrays.copyOf(bytes, bytes.length + behind.length);
    System.arraycopy(behind, 0, all, bytes.length, behind.length);
    return all;
  }

  @Nested
  class Section_2_3_the_chain {
    @Test
    void comes_behind_it() {
      assertThat(chain("Client-Cert", OWN, "Client-Cert-Chain", ISSUER)).isEqualTo(CLIENT.chain());
      assertThat(chain("Client-Cert", CLIENT.escapedPem(), "Client-Cert-Chain", ISSUER))
          .isEqualTo(CLIENT.chain());
    }

    @Test
    void may_be_one_line_or_several() {
      assertThat(chain("Client-Cert", OWN, "Client-Cert-Chain", ISSUER + " ,\t" + ISSUER))
          .hasSize(3);
      assertThat(
              chain("Client-Cert", OWN, "Client-Cert-Chain", ISSUER, "Client-Cert-Chain", ISSUER))
          .hasSize(3);
    }

    @Test
    void has_ten_certificates_at_most() {
      assertThat(chain("Client-Cert", OWN, "Client-Cert-Chain", String.join(",", many(10, ISSUER))))
          .hasSize(11);
      assertRefused("Client-Cert", OWN, "Client-Cert-Chain", String.join(",", many(11, ISSUER)));
      assertRefused("Client-Cert", OWN, "Client-Cert-Chain", String.join(",", many(900, ":A:")));
    }

    @Test
    void has_nothing_but_certificates() {
      for (String bad : List.of("x", ":AAAA:", ISSUER + ", x", ISSUER + ISSUER, ISSUER + ";x=1")) {
        assertRefused("Client-Cert", OWN, "Client-Cert-Chain", bad);
      }
    }

    private static List<String> many(int count, String item) {
      return java.util.Collections.nCopies(count, item);
    }
  }

  @Nested
  @Tag("socket")
  @Timeout(60)
  class Section_4_security_considerations {
    private String shown(List<String> trusted, Optional<String> header, String... lines)
        throws Exception {
      Binding binding =
          new Binding(
              new Listener("127.0.0.1", 0),
              Optional.empty(),
              trusted.stream().map(r -> AddressRange.parse(r).orElseThrow()).toList(),
              Optional.empty(),
              Limits.PRESET,
              false,
              header);
      String request =
          "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + String.join("", lines)
              + "\r\n";
      try (JettyServer server =
          JettyServer.start(
              binding,
              r -> Response.text(200, "shown " + r.certificates().chain().size()),
              exchange -> {})) {
        String answer = RawSocket.exchange(server.port(), request);
        return answer.substring(answer.lastIndexOf("shown"));
      }
    }

    private static final String LINE = "client-cert: " + OWN + "\r\n";

    @Test
    void the_header_of_a_trusted_proxy_is_believed() throws Exception {
      assertThat(shown(List.of("127.0.0.1/32"), Optional.of("Client-Cert"), LINE))
          .isEqualTo("shown 1");
      // It is the proxy that is believed, and not whom it names.
      assertThat(
              shown(
                  List.of("127.0.0.1/32"),
                  Optional.of("Client-Cert"),
                  LINE,
                  "X-Forwarded-For: 203.0.113.9\r\n"))
          .isEqualTo("shown 1");
    }

    @Test
    void that_of_anybody_else_is_not() throws Exception {
      assertThat(shown(List.of("192.0.2.0/24"), Optional.of("Client-Cert"), LINE))
          .isEqualTo("shown 0");
      assertThat(
              shown(
                  List.of("192.0.2.0/24"),
                  Optional.of("Client-Cert"),
                  LINE,
                  "X-Forwarded-For: 192.0.2.1\r\n"))
          .isEqualTo("shown 0");
    }

    @Test
    void nor_one_that_nobody_asked_for() throws Exception {
      assertThat(shown(List.of("127.0.0.1/32"), Optional.empty(), LINE)).isEqualTo("shown 0");
      assertThat(shown(List.of("127.0.0.1/32"), Optional.of("X-Client-Cert"), LINE))
          .isEqualTo("shown 0");
    }
  }
}
