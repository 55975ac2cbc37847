package dev.mapae.distribution.outbound;

import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.distribution.http.AddressRange;
import java.net.InetAddress;
import java.util.List;

/// What the server may call beyond public addresses: `outbound_allowed`.
///
/// @param ranges what the operator allowed
/// @param insecureForSelfRegistered whether that holds also for what clients name that registered
///   themselves, as it does in the demonstration alone
public record OutboundAllowed(List<AddressRange> ranges, boolean insecureForSelfRegistered) {
  public static final OutboundAllowed NONE = new OutboundAllowed(List.of(), false);

  public OutboundAllowed {
    ranges = List.copyOf(ranges);
  }

  /// Whether an address may be called at all.
  boolean allows(InetAddress address, Origin namedBy) {
    return PublicAddresses.have(address) || isListed(address, namedBy);
  }

  /// Whether it may be called without TLS: it is this very machine, and the operator said so.
  boolean allowsInClear(InetAddress address, Origin namedBy) {
    return address.isLoopbackAddress() && isListed(address, namedBy);
  }

  private boolean isListed(InetAddress address, Origin namedBy) {
    return (namedBy != Origin.SELF_REGISTERED || insecureForSelfRegistered)
        && ranges.stream().anyMatch(range -> range.contains(address));
  }
}
