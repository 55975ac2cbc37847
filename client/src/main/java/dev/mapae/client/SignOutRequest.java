package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A sign-out on its way: the URL that the person's browser has to open, after the application
/// ended its own session. OIDC RP-Initiated Logout §2.
///
/// @param url holds the ID token, if there was one: for a redirect, and for no log
/// @param state comes back with the person, where they come back at all
public record SignOutRequest(URI url, String state) {

  static SignOutRequest of(
      Client client, Optional<IdToken> hint, Optional<URI> postLogoutRedirectUri) {
    URI endpoint = client.server().required("end_session_endpoint");
    String state = client.environment().randomValue();
    Map<String, List<String>> asked = new LinkedHashMap<>();
    asked.put("client_id", List.of(client.clientId()));
    hint.ifPresent(token -> asked.put("id_token_hint", List.of(token.serialized())));
    postLogoutRedirectUri.ifPresent(uri -> {
      asked.put("post_logout_redirect_uri", List.of(uri.toString()));
      asked.put("state", List.of(state));
    });
    String separator = endpoint.getRawQuery() == null ? "?" : "&";
    return new SignOutRequest(
        URI.create(endpoint + separator + Parameters.of(asked).encode()), state);
  }

  /// Whether the person came back from this sign-out.
  ///
  /// @param callback the query of the `post_logout_redirect_uri`
  public boolean isAnsweredBy(Parameters callback) {
    List<String> states = callback.all("state");
    return states.size() == 1
        && MessageDigest.isEqual(
            states.get(0).getBytes(StandardCharsets.UTF_8), state.getBytes(StandardCharsets.UTF_8));
  }

  /// Tells nothing of the ID token and of `state`.
  @Override
  public String toString() {
    return "SignOutRequest[" + Answer.place(url) + "]";
  }
}
