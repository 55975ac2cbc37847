package dev.mapae.client;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the server says of the person who signed in. OIDC Core §5.3.
///
/// @param subject the same as in the ID token, where there is one
/// @param claims all claims, as JSON values
public record UserInfo(String subject, Map<String, Object> claims) {
  private static final String NAME = "UserInfo response";

  public UserInfo {
    claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
  }

  /// A claim that is a string, like `name` or `email`.
  public Optional<String> string(String name) {
    return claims.get(name) instanceof String value ? Optional.of(value) : Optional.empty();
  }

  /// OIDC Core §5.3.2 and §5.3.4, for a client that registered a `userinfo_signed_response_alg`,
  /// the same as for its ID tokens.
  private static Map<String, Object> signed(Client client, Answer answer) {
    IdTokenPolicy policy = client.idTokenPolicy();
    String signed = client.userInfoDecryption().open(answer.body().strip(), NAME);
    ServerJwt jwt =
        client
            .jwts()
            .verify(
                signed,
                new ServerJwts.Kind(
                    NAME,
                    policy.algorithm(),
                    Set.of("jwt"),
                    policy.leeway(),
                    "IdTokenPolicy.withAlgorithm"));
    jwt.checkAudience(client.clientId(), policy);
    return jwt.claims();
  }

  private static Answer ask(Client client, Tokens tokens) {
    Answer first = askOnce(client, tokens);
    return client.dpop().filter(d -> d.isAskedAgain(first)).isPresent()
        ? askOnce(client, tokens)
        : first;
  }

  private static Answer askOnce(Client client, Tokens tokens) {
    URI endpoint = client.server().required("userinfo_endpoint");
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Authorization", tokens.authorizationHeader());
    if (tokens.type() == TokenType.DPOP) {
      headers.put(
          "DPoP", client.requiredDpop().proof("GET", endpoint, Optional.of(tokens.accessToken())));
    }
    return new Http(client.environment()).get(endpoint, headers);
  }

  /// Tells nothing of the person.
  @Override
  public String toString() {
    return "UserInfo[]";
  }

  static UserInfo fetch(Client client, Tokens tokens) {
    Answer answer = ask(client, tokens);
    if (answer.status() != 200) {
      throw ErrorAnswer.of(answer, List.of(tokens.accessToken())).exception();
    }
    boolean jwt = answer.isJwt() || client.userInfoDecryption().isExpected();
    Map<String, Object> claims = jwt ? signed(client, answer) : answer.json();
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
