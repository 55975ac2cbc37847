package dev.mapae.authorizationserver.interaction;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Accounts at other providers, by which somebody signs in.
///
/// @param more the ways to connect another one
/// @param ways what somebody may add who has but one
/// @param trouble why nothing was connected of somebody who went to
public record Connections(
    List<Had> connected,
    List<UpstreamPrompt.Choice> more,
    List<WayIn> ways,
    Result result,
    Optional<UpstreamTrouble> trouble) {
  public Connections {
    connected = List.copyOf(connected);
    more = List.copyOf(more);
    ways = List.copyOf(ways);
  }

  /// One of them.
  ///
  /// @param id the value of the field `identity` by which it is disconnected
  /// @param names of the provider
  /// @param label by which they know it again; empty for nothing
  public record Had(
      String id,
      Map<String, String> names,
      String label,
      Instant connectedAt,
      Optional<Instant> usedAt) {
    public Had {
      names = Map.copyOf(names);
    }

    /// The name of the provider in a language, as that is tagged.
    public String name(String language) {
      return UpstreamPrompt.name(names, language);
    }
  }

  /// What came of it.
  public enum Result {
    ASKED,
    CONNECTED,
    DISCONNECTED,
    /// They could not sign in any more.
    LAST
  }
}
