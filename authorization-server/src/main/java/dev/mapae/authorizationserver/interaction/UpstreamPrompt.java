package dev.mapae.authorizationserver.interaction;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a sign-in page shows of other providers.
///
/// @param choices by which somebody can sign in
/// @param trouble that they met on the way back from one
/// @param newcomer of somebody who came from one, and whom nobody here knows by that
public record UpstreamPrompt(
    List<Choice> choices, Optional<UpstreamTrouble> trouble, Optional<Newcomer> newcomer) {
  public static final UpstreamPrompt NONE =
      new UpstreamPrompt(List.of(), Optional.empty(), Optional.empty());

  public UpstreamPrompt {
    choices = List.copyOf(choices);
  }

  /// One of them.
  ///
  /// @param url the way there
  public record Choice(String id, Map<String, String> names, String url) {
    public Choice {
      names = Map.copyOf(names);
    }

    /// Its name in a language, as that is tagged.
    public String name(String language) {
      return UpstreamPrompt.name(names, language);
    }
  }

  /// Somebody who came from a provider.
  ///
  /// @param names of the provider
  /// @param label by which they know the account there again; empty for nothing
  /// @param known whether somebody here has the address, which they proved to be theirs
  /// @param create empty where nobody may make an account by it
  /// @param connections for whoever signs in here in no way that this page has: their account page
  ///   where they connect it
  /// @param back to the sign-in page
  public record Newcomer(
      Map<String, String> names,
      String label,
      boolean known,
      Optional<Create> create,
      String connections,
      String back) {
    public Newcomer {
      names = Map.copyOf(names);
    }

    public String name(String language) {
      return UpstreamPrompt.name(names, language);
    }
  }

  /// The form by which they make an account.
  ///
  /// @param action where it posts to: path and query
  /// @param step the value of the hidden field `step`
  /// @param username what to fill in
  public record Create(
      String action, String step, String username, Optional<AccountSteps.Fault> fault) {}

  static String name(Map<String, String> names, String language) {
    String other = names.getOrDefault("name", "");
    return names.getOrDefault("name#" + language, other);
  }
}
