package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What is asked for when one token is exchanged for another. RFC 8693 §2.1.
///
/// Begins with the API that the new token is for; each other method answers one that says more.
public final class TokenExchange {
  /// An OAuth 2.0 access token. RFC 8693 §3.
  public static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

  /// What some servers call an access token that is a JWT.
  private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";

  private static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:token-exchange";

  private final Scope scope;
  private final List<String> resources;
  private final List<String> audiences;
  private final Types types;
  private final Optional<Supplier<String>> actor;

  /// Token type identifiers. RFC 8693 §3.
  ///
  /// @param subject of the token that there is
  /// @param requested of the one that is wanted
  private record Types(String subject, String requested) {}

  /// @param scope empty leaves it to the server
  private TokenExchange(
      Scope scope,
      List<String> resources,
      List<String> audiences,
      Types types,
      Optional<Supplier<String>> actor) {
    this.scope = scope;
    this.resources = resources;
    this.audiences = audiences;
    this.types = types;
    this.actor = actor;
  }

  /// An access token for another one, good for this API. RFC 8693 §2.1.
  public static TokenExchange forResource(String resource) {
    return new TokenExchange(
        Scope.empty(),
        List.of(resource),
        List.of(),
        new Types(ACCESS_TOKEN, ACCESS_TOKEN),
        Optional.empty());
  }

  /// The same for an API that the server knows by a name.
  public static TokenExchange forAudience(String audience) {
    return new TokenExchange(
        Scope.empty(),
        List.of(),
        List.of(audience),
        new Types(ACCESS_TOKEN, ACCESS_TOKEN),
        Optional.empty());
  }

  /// The same for one more API, by its URL. RFC 8693 §2.1: a token may be for several, named either
  /// way.
  public TokenExchange resource(String another) {
    return new TokenExchange(scope, with(resources, another), audiences, types, actor);
  }

  /// The same for one more API, by a name that the server knows.
  public TokenExchange audience(String another) {
    return new TokenExchange(scope, resources, with(audiences, another), types, actor);
  }

  private static List<String> with(List<String> names, String another) {
    return Stream.concat(names.stream(), Stream.of(another)).toList();
  }

  /// The same with less than the token that there is allows.
  public TokenExchange scope(String... scopes) {
    return new TokenExchange(Scope.of(scopes), resources, audiences, types, actor);
  }

  /// The same for tokens of other types. RFC 8693 §3.
  public TokenExchange types(String subject, String requested) {
    return new TokenExchange(scope, resources, audiences, new Types(subject, requested), actor);
  }

  /// The same, saying who acts for the subject. RFC 8693 §1.1.
  ///
  /// @param accessToken of the actor, asked for each time
  public TokenExchange actor(Supplier<String> accessToken) {
    return new TokenExchange(scope, resources, audiences, types, Optional.of(accessToken));
  }

  Parameters form(String subjectToken) {
    Map<String, List<String>> form = new LinkedHashMap<>();
    GrantedTokens.form(GRANT_TYPE, scope, resources).stream()
        .forEach(e -> form.put(e.getKey(), e.getValue()));
    if (!audiences.isEmpty()) {
      form.put("audience", new ArrayList<>(audiences));
    }
    form.put("requested_token_type", List.of(types.requested()));
    form.put("subject_token", List.of(subjectToken));
    form.put("subject_token_type", List.of(types.subject()));
    actor.ifPresent(token -> {
      form.put("actor_token", List.of(token.get()));
      form.put("actor_token_type", List.of(ACCESS_TOKEN));
    });
    return Parameters.of(form);
  }

  Tokens exchange(TokenEndpoint endpoint, String subjectToken) {
    IssuedTokens issued = endpoint.exchange(form(subjectToken), scope);
    // RFC 8693 §2.2.1.
    if (issued.issuedTokenType().isEmpty()) {
      throw new ClientError.InvalidAnswer("The server does not say of which type its token is.")
          .exception();
    }
    boolean presentable =
        issued.tokens().type() != TokenType.N_A
            && Set.of(ACCESS_TOKEN, JWT).contains(issued.issuedTokenType().get());
    if (types.requested().equals(ACCESS_TOKEN) && !presentable) {
      throw new ClientError.InvalidAnswer("The server issued something else than an access token.")
          .exception();
    }
    return issued.tokens();
  }
}
