package dev.mapae.authorizationserver.interaction;

import java.util.List;
import java.util.Map;

/// What the page shows that asks whether an account at another provider is to be connected.
///
/// @param names of the provider
/// @param label by which the person knows the account there again; empty for nothing
/// @param username of their account here
/// @param hasMost whether they have as many as they may, so that there is nothing to ask
/// @param action where the form posts to: path and query
/// @param step the value of the hidden field `step`
/// @param notNow where they go on who do not want to
/// @param connections where they disconnect others, and begin again after that
public record ConnectPrompt(
    Map<String, String> names,
    String label,
    String username,
    boolean hasMost,
    List<String> uiLocales,
    String action,
    String step,
    String notNow,
    String connections) {
  public ConnectPrompt {
    names = Map.copyOf(names);
    uiLocales = List.copyOf(uiLocales);
  }

  /// The name of the provider in a language, as that is tagged.
  public String name(String language) {
    return UpstreamPrompt.name(names, language);
  }
}
