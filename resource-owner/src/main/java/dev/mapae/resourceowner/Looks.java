package dev.mapae.resourceowner;

import java.util.Map;

/// What an operator has made their own of the pages.
///
/// @param own of the server
/// @param clients what differs on the pages of their requests, by `client_id`
public record Looks(Look own, Map<String, Look> clients) {
  /// Nothing.
  public static final Looks PRESET = new Looks(Look.OURS, Map.of());

  public Looks {
    clients = Map.copyOf(clients);
  }
}
