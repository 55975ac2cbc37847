package dev.mapae.distribution.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Knows names.
@FunctionalInterface
interface Resolver {
  /// Finds the addresses of a host. It may take its time.
  ///
  /// @param host a name, or an address as text
  List<InetAddress> resolve(String host) throws UnknownHostException;
}
