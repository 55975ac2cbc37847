package dev.mapae.authorizationserver.authorize;

import java.util.Optional;
import java.util.stream.Stream;

/// How an authorization response travels. OAuth 2.0 Multiple Response Types §2.1, Form Post
/// Response Mode, JARM §2.3.
public enum ResponseMode {
  QUERY("query", Way.QUERY, false),
  FRAGMENT("fragment", Way.FRAGMENT, false),
  FORM_POST("form_post", Way.FORM_POST, false),
  QUERY_JWT("query.jwt", Way.QUERY, true),
  FRAGMENT_JWT("fragment.jwt", Way.FRAGMENT, true),
  FORM_POST_JWT("form_post.jwt", Way.FORM_POST, true),
  /// As the response type usually travels: a code in the query.
  JWT("jwt", Way.QUERY, true);

  /// Where the parameters of the response are.
  enum Way {
    QUERY,
    FRAGMENT,
    FORM_POST
  }

  private final String parameter;
  private final Way way;
  private final boolean jwt;

  ResponseMode(String parameter, Way way, boolean jwt) {
    this.parameter = parameter;
    this.way = way;
    this.jwt = jwt;
  }

  /// The value of `response_mode`.
  public String parameter() {
    return parameter;
  }

  Way way() {
    return way;
  }

  /// Whether the parameters are the claims of a JWT.
  boolean isJwt() {
    return jwt;
  }

  static Optional<ResponseMode> of(String parameter) {
    return Stream.of(values()).filter(m -> m.parameter().equals(parameter)).findFirst();
  }
}
