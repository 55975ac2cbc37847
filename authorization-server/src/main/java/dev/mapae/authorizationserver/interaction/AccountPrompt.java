package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.store.Client;
import java.util.List;
import java.util.Optional;

/// What the page shows where somebody makes an account.
///
/// @param client who asks
/// @param destination where the answer will go
/// @param username what to fill in
/// @param name likewise
/// @param email likewise; empty where people are not asked for their address
/// @param uiLocales from the request, best first (OIDC Core §3.1.2.1)
/// @param action where the form posts to: path and query
/// @param step the value of the hidden field `step`
/// @param signIn where those go who have an account
/// @param leastPassword how many characters a password has
/// @param formTargets as in [SignInPrompt]
public record AccountPrompt(
    Client client,
    Destination destination,
    String username,
    String name,
    Optional<String> email,
    List<String> uiLocales,
    String action,
    String step,
    String signIn,
    int leastPassword,
    List<String> formTargets) {}
