package dev.mapae.authorizationserver.interaction;

import java.util.List;
import java.util.Optional;

/// What the page shows where people say that they forgot their password.
///
/// @param username what to fill in: `login_hint`, or what was typed before
/// @param uiLocales from the request, best first
/// @param action where the form posts to: path and query
/// @param step the value of the hidden field `step`
/// @param signIn where those go who remember; empty where nobody waits for them to sign in
public record ForgottenPrompt(
    String username, List<String> uiLocales, String action, String step, Optional<String> signIn) {}
