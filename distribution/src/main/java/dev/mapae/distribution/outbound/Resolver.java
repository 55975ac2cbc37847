package dev.mapae.distribution.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Knows names.
@FunctionalInterface
interface Resolver {
  /// Finds the addresses of a host. It may take its time.
  ///
  /// @param host a name, or an address as text
  /// @return none when the name is unknown
  CompletableFuture<List<InetAddress>> resolve(String host);

  /// Asks Java, which resolves names in native code, where a virtual thread would keep its carrier.
  static CompletableFuture<List<InetAddress>> ofJava(String host) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return List.of(InetAddress.getAllByName(host));
          } catch (UnknownHostException e) {
            return List.of();
          }
        },
        task -> Thread.ofPlatform().daemon().name("mapae-resolve").start(task));
  }
}
