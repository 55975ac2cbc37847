package dev.mapae.distribution.http;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.authorizationserver.http.Headers;
import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.protocol.ProtocolException;
import java.net.InetAddress;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// What proxies say: `Client-Cert` and `Client-Cert-Chain` (RFC 9440 §2), `X-Forwarded-For`; and
/// the addresses and ranges of the configuration.
public final class ForwardedFuzz implements FuzzTarget {
  private static final InetAddress PROXY = InetAddress.ofLiteral("127.0.0.1");
  private static final TrustedProxies PROXIES =
      new TrustedProxies(List.of(AddressRange.parse("127.0.0.0/8").orElseThrow()));

  @Override
  public void eat(byte[] input) {
    List<String> lines = FuzzTarget.lines(input, 2);
    certificates(lines.get(0), lines.get(1));
    certificates(":" + Base64.getEncoder().encodeToString(input) + ":", "");
    var _ = PROXIES.sender(PROXY, lines);
    AddressRange.parse(lines.get(0))
        .ifPresent(range -> holds(range.contains(range.network()), "it is not in itself"));
    Listener.parse(lines.get(0))
        .ifPresent(listener -> {
          var _ = listener.isLoopback();
          holds(listener.port() >= 0 && listener.port() <= 65_535, "no port");
        });
  }

  private static void certificates(String own, String chain) {
    Headers headers =
        Headers.of(List.of(Map.entry("Client-Cert", own), Map.entry("Client-Cert-Chain", chain)));
    try {
      var shown = ForwardedCertificates.of("Client-Cert", headers).chain();
      holds(shown.size() <= 11, "the chain is unbounded");
    } catch (ProtocolException e) {
      holds(e.error().code().equals("invalid_request"), e.error().code());
    }
  }
}
