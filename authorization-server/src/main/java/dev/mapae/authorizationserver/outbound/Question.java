package dev.mapae.authorizationserver.outbound;

import dev.mapae.protocol.Parameters;
import java.util.Optional;

/// What this server asks another one that the operator named, to be answered in JSON.
///
/// @param authorization the value of that header field
/// @param form which is posted; without one it is a GET
public record Question(String url, Optional<String> authorization, Optional<Parameters> form) {
  /// Tells nothing of what is in it.
  @Override
  public String toString() {
    return "Question";
  }
}
