package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Sends one request to an endpoint that authenticates the client, and reads the answer. RFC 6749
/// §3.2, §5.
final class TokenEndpoint {
  private static final Pattern VSCHAR = Pattern.compile("[\\x21-\\x7e]+");
  private static final List<String> SECRET_PARAMETERS =
      List.of("code", "code_verifier", "refresh_token", "client_secret", "token", "id_token_hint");

  /// A successful answer, its ID token not yet validated.
  record Issued(
      String accessToken,
      Scope scope,
      Optional<Instant> expiresAt,
      Optional<String> refreshToken,
      Optional<String> idToken) {

    Tokens with(Optional<IdToken> validated) {
      return new Tokens(accessToken, scope, expiresAt, refreshToken, validated);
    }

    /// Tells nothing of the tokens.
    @Override
    public String toString() {
      return "Issued[" + scope + "]";
    }
  }

  private final AuthorizationServerMetadata server;
  private final ClientAuthentication authentication;
  private final Environment environment;
  private final Http http;

  TokenEndpoint(
      AuthorizationServerMetadata server,
      ClientAuthentication authentication,
      Environment environment) {
    this.server = server;
    this.authentication = authentication;
    this.environment = environment;
    this.http = new Http(environment);
  }

  /// Asks for tokens.
  ///
  /// @param form the parameters without client authentication
  /// @param scope what an answer without `scope` grants: what was asked for (RFC 6749 §5.1)
  Issued issue(Parameters form, Scope scope) {
    Instant asked = environment.clock().instant();
    Answer answer = post(server.required("token_endpoint"), form);
    if (answer.status() != 200) {
      throw refused(answer, form);
    }
    return read(answer, scope, asked);
  }

  /// Takes a token back. RFC 7009 §2.1.
  void revoke(Parameters form) {
    Answer answer = post(server.required("revocation_endpoint"), form);
    if (answer.status() != 200) {
      throw refused(answer, form);
    }
  }

  /// Pushes an authorization request. RFC 9126 §2.
  ///
  /// @return its `request_uri`
  String push(Parameters request) {
    Answer answer = post(server.required("pushed_authorization_request_endpoint"), request);
    if (answer.status() != 201) {
      throw refused(answer, request);
    }
    return token(answer.json(), "request_uri", answer)
        .orElseThrow(() -> answer.invalid("has no request_uri").exception());
  }

  private Answer post(URI endpoint, Parameters form) {
    ClientAuthentication.AuthenticatedForm request = authentication.authenticate(form);
    return http.post(endpoint, request.form(), request.authorization());
  }

  private ClientException refused(Answer answer, Parameters form) {
    List<String> secrets = new ArrayList<>();
    SECRET_PARAMETERS.forEach(name -> secrets.addAll(form.all(name)));
    authentication.secret().ifPresent(secrets::add);
    return ErrorAnswer.of(answer, secrets).exception();
  }

  private static Issued read(Answer answer, Scope requested, Instant asked) {
    Map<String, Object> json = answer.json();
    String accessToken =
        token(json, "access_token", answer)
            .orElseThrow(() -> answer.invalid("has no access_token").exception());
    // RFC 6749 §7.1: a token of a type that the client does not know must not be used.
    if (!(json.get("token_type") instanceof String type) || !type.equalsIgnoreCase("Bearer")) {
      throw answer.invalid("has another token_type than Bearer").exception();
    }
    return new Issued(
        accessToken,
        json.get("scope") instanceof String scope ? scope(scope, answer) : requested,
        expiresIn(json, answer).map(asked::plus),
        token(json, "refresh_token", answer),
        token(json, "id_token", answer));
  }

  private static Optional<String> token(Map<String, Object> json, String name, Answer answer) {
    Object value = json.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof String token) || !VSCHAR.matcher(token).matches()) {
      throw answer.invalid("has an unusable " + name).exception();
    }
    return Optional.of(token);
  }

  private static Scope scope(String value, Answer answer) {
    try {
      return Scope.parse(value);
    } catch (ProtocolException e) {
      throw answer.invalid("has an unusable scope").exception();
    }
  }

  // Some servers write the number as a string.
  private static Optional<Duration> expiresIn(Map<String, Object> json, Answer answer) {
    Object value = json.get("expires_in");
    if (value == null) {
      return Optional.empty();
    }
    String text = value instanceof Number number ? Long.toString(number.longValue()) : value + "";
    if (!text.matches("[0-9]{1,10}")) {
      throw answer.invalid("has an unusable expires_in").exception();
    }
    return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
  }
}
