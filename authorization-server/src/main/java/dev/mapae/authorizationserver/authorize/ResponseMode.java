package dev.mapae.authorizationserver.authorize;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// How an authorization response travels. OAuth 2.0 Multiple Response Types §2.1, Form Post
/// Response Mode.
public enum ResponseMode {
  QUERY,
  FRAGMENT,
  FORM_POST;

  /// The value of `response_mode`.
  public String parameter() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<ResponseMode> of(String parameter) {
    return Stream.of(values()).filter(m -> m.parameter().equals(parameter)).findFirst();
  }
}
