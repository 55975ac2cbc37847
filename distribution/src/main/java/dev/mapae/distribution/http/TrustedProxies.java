package dev.mapae.distribution.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds out who sent a request that came through proxies. Nothing else about a request is taken
/// from what a proxy, or somebody who plays one, says, but for the certificate of the client where
/// that was asked for: links come from the issuer alone.
final class TrustedProxies {
  private static final int MAX_HOPS = 50;
  private static final Pattern WITH_PORT =
      Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::\\d{1,5})?|([0-9.]+):\\d{1,5}");

  private final List<AddressRange> ranges;

  TrustedProxies(List<AddressRange> ranges) {
    this.ranges = ranges;
  }

  /// The last address that no trusted proxy has.
  ///
  /// @param peer who is at the other end of the connection
  /// @param forwardedFor every `X-Forwarded-For` in order; each proxy adds whom it heard at the end
  InetAddress sender(InetAddress peer, List<String> forwardedFor) {
    InetAddress sender = peer;
    if (forwardedFor.isEmpty() || !isTrusted(peer)) {
      return sender;
    }
    List<String> hops = new ArrayList<>();
    forwardedFor.forEach(line -> hops.addAll(List.of(line.split(",", -1))));
    for (String hop : hops.reversed().subList(0, Math.min(hops.size(), MAX_HOPS))) {
      Optional<InetAddress> address = address(hop.strip());
      if (address.isEmpty()) {
        // What stands further left was written by nobody we trust.
        return sender;
      }
      sender = address.get();
      if (!isTrusted(sender)) {
        return sender;
      }
    }
    return sender;
  }

  boolean areNone() {
    return ranges.isEmpty();
  }

  boolean isTrusted(InetAddress address) {
    return ranges.stream().anyMatch(r -> r.contains(address));
  }

  private static Optional<InetAddress> address(String hop) {
    Matcher m = WITH_PORT.matcher(hop);
    String literal = !m.matches() ? hop : m.group(1) != null ? m.group(1) : m.group(2);
    try {
      return Optional.of(InetAddress.ofLiteral(literal));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
