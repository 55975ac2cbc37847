package dev.mapae.authorizationserver.interaction;

import java.util.List;
import java.util.Optional;

/// What the page shows where people type the code of a device.
///
/// @param userCode what to fill in: from `verification_uri_complete`, or what was typed before
/// @param uiLocales from the request, best first
/// @param action where the form posts to: path and query
/// @param step the value of the hidden field `step`
public record DevicePrompt(
    Optional<String> userCode, List<String> uiLocales, String action, String step) {
  public DevicePrompt {
    uiLocales = List.copyOf(uiLocales);
  }
}
