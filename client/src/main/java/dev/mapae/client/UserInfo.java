package dev.mapae.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the server says of the person who signed in. OIDC Core §5.3.
///
/// @param subject the same as in the ID token, where there is one
/// @param claims all claims, as JSON values
public record UserInfo(String subject, Map<String, Object> claims) {
  public UserInfo {
    claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
  }

  /// A claim that is a string, like `name` or `email`.
  public Optional<String> string(String name) {
    return claims.get(name) instanceof String value ? Optional.of(value) : Optional.empty();
  }

  static UserInfo fetch(Client client, Tokens tokens) {
    Answer answer =
        new Http(client.environment())
            .get(
                client.server().required("userinfo_endpoint"),
                Optional.of(tokens.authorizationHeader()));
    if (answer.status() != 200) {
      throw ErrorAnswer.of(answer, List.of(tokens.accessToken())).exception();
    }
    Map<String, Object> claims = answer.json();
    if (!(claims.get("sub") instanceof String subject) || subject.isEmpty()) {
      throw answer.invalid("has no sub").exception();
    }
    // OIDC Core §5.3.2: otherwise these may be the claims of somebody else.
    if (tokens.idToken().filter(id -> !id.subject().equals(subject)).isPresent()) {
      throw new ClientError.Untrusted("UserInfo speaks of another person than the ID token.")
          .exception();
    }
    return new UserInfo(subject, claims);
  }
}
