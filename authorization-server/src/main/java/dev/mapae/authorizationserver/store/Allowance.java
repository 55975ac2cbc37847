package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a person allowed one client: what it holds, and what is remembered so that it need not be
/// asked again. Of what is taken back while it is looked up there may be neither.
///
/// @param newest what it was allowed last of what it holds
/// @param others how much it holds besides
/// @param usedAt of the last redemption or refresh of all that; empty where it holds nothing
public record Allowance(
    Place place,
    List<Grants.Held> newest,
    int others,
    Optional<Instant> usedAt,
    Optional<Consent> remembered) {
  public Allowance {
    newest = List.copyOf(newest);
  }

  /// Where it stands among those of a person, the newest first.
  ///
  /// @param since when the client was first allowed any of what it holds, or when what is
  ///   remembered was answered, whichever is earlier
  public record Place(Instant since, String clientId) {
    /// Before all of them.
    public static final Place START = new Place(Instant.ofEpochMilli(Long.MAX_VALUE), "");
  }
}
