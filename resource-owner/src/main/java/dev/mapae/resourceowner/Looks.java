package dev.mapae.resourceowner;

import java.util.Map;

/// What an operator has made their own of the pages.
///
/// @param branding of the server
/// @param clients what differs on the pages of their requests, by `client_id`
public record Looks(Branding branding, Map<String, Branding> clients, Overrides overrides) {
  /// Nothing.
  public static final Looks PRESET = new Looks(Branding.NONE, Map.of(), Overrides.NONE);

  public Looks {
    clients = Map.copyOf(clients);
  }
}
