package dev.mapae.authorizationserver.response;

import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.ProtocolError;
import java.util.List;
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
  public enum Way {
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

  public Way way() {
    return way;
  }

  /// Whether the parameters are the claims of a JWT.
  public boolean isJwt() {
    return jwt;
  }

  /// The values of those whose parameters are the claims of a JWT.
  public static List<String> signed() {
    return Stream.of(values()).filter(ResponseMode::isJwt).map(ResponseMode::parameter).toList();
  }

  /// The mode in which a client is answered: the one that it asks for where it may be answered so,
  /// and else the first in which it may. `query` is what it gets that asks for none.
  public static ResponseMode of(Client client, Optional<String> parameter) {
    ResponseMode asked = parameter.flatMap(ResponseMode::of).orElse(QUERY);
    return Stream.concat(Stream.of(asked, JWT), Stream.of(values()))
        .filter(mode -> mode.isAllowed(client))
        .findFirst()
        .orElse(asked);
  }

  /// Makes sure that there is such a mode, and that the client may be answered in it. FAPI 2.0
  /// Message Signing §5.3.3.
  ///
  /// @throws dev.mapae.protocol.ProtocolException `invalid_request`
  public static void requireAllowed(Client client, Optional<String> parameter) {
    if (parameter.isPresent() && parameter.flatMap(ResponseMode::of).isEmpty()) {
      throw new ProtocolError.InvalidRequest(
              "There is no such response_mode here; use query, fragment or form_post, or one of"
                  + " those with .jwt.")
          .exception();
    }
    if (!parameter.flatMap(ResponseMode::of).orElse(QUERY).isAllowed(client)) {
      throw new ProtocolError.InvalidRequest(
              "This client is answered in other ways; send one of these as response_mode: "
                  + String.join(", ", client.requirements().responseModes())
                  + ".")
          .exception();
    }
  }

  private boolean isAllowed(Client client) {
    return client.requirements().allowsResponseMode(parameter);
  }

  public static Optional<ResponseMode> of(String parameter) {
    return Stream.of(values()).filter(m -> m.parameter().equals(parameter)).findFirst();
  }
}
