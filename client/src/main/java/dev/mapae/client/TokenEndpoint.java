package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Scope;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sends one request to an endpoint that authenticates the client, and reads the answer. RFC 6749
/// §3.2, §5, RFC 9449 §5.
final class TokenEndpoint {
  private static final List<String> SECRET_PARAMETERS =
      List.of(
          "code",
          "code_verifier",
          "refresh_token",
          "client_secret",
          "client_assertion",
          "device_code",
          "subject_token",
          "actor_token",
          "assertion",
          "token",
          "id_token_hint");

  private final AuthorizationServerMetadata server;
  private final ClientAuthentication authentication;
  private final Environment environment;
  private final Optional<Dpop> dpop;
  private final FurtherParameters further;
  private final Http http;

  /// An answer, and the request that it answers.
  private record Exchanged(Answer answer, ClientAuthentication.AuthenticatedForm sent) {}

  TokenEndpoint(Client client) {
    this.server = client.server();
    this.authentication = client.authentication();
    this.environment = client.environment();
    this.dpop = client.dpop();
    this.further = client.furtherParameters();
    this.http = new Http(environment);
  }

  Environment environment() {
    return environment;
  }

  Optional<Dpop> dpop() {
    return dpop;
  }

  /// Asks for tokens.
  ///
  /// @param form the parameters without client authentication
  /// @param scope what an answer without `scope` grants: what was asked for (RFC 6749 §5.1)
  /// @throws ClientException `Unsupported` when the tokens are bound to no key though this client
  ///   has one
  IssuedTokens issue(Parameters form, Scope scope) {
    IssuedTokens issued = exchange(form, scope);
    if (issued.tokens().type() == TokenType.N_A) {
      throw new ClientError.InvalidAnswer("The server issued something else than an access token.")
          .exception()
          .granted();
    }
    return issued;
  }

  /// Asks for a token that need not be an access token. RFC 8693 §2.1.
  IssuedTokens exchange(Parameters form, Scope scope) {
    Instant asked = environment.clock().instant();
    Exchanged exchanged = post("token_endpoint", further.addedTo(form));
    Answer answer = exchanged.answer();
    if (answer.status() != 200) {
      throw refused(exchanged);
    }
    try {
      IssuedTokens issued = IssuedTokens.read(answer, scope, asked);
      requireType(issued.tokens().type(), answer);
      return issued;
    } catch (ClientException e) {
      throw hasToken(answer) ? e.granted() : e;
    }
  }

  /// A page of something in front of the server, which came in its place with 200, granted nothing.
  private static boolean hasToken(Answer answer) {
    return answer.object().filter(json -> json.containsKey("access_token")).isPresent();
  }

  /// Takes a token back. RFC 7009 §2.1.
  void revoke(Tokens tokens) {
    Optional<String> refreshToken = tokens.refreshToken();
    Parameters form =
        Parameters.empty()
            .with("token", refreshToken.orElse(tokens.accessToken()))
            .with("token_type_hint", refreshToken.isPresent() ? "refresh_token" : "access_token");
    Exchanged exchanged = post("revocation_endpoint", form);
    if (exchanged.answer().status() != 200) {
      throw refused(exchanged);
    }
  }

  /// Pushes an authorization request. RFC 9126 §2.
  ///
  /// @return its `request_uri`
  String push(Parameters request) {
    Exchanged exchanged = post("pushed_authorization_request_endpoint", request);
    Answer answer = exchanged.answer();
    if (answer.status() != 201) {
      throw refused(exchanged);
    }
    return IssuedTokens.token(answer.json(), "request_uri", answer)
        .orElseThrow(() -> answer.invalid("has no request_uri").exception());
  }

  /// Asks any other such endpoint, which answers 200.
  ///
  /// @param name its name in the metadata
  Answer ask(String name, Parameters form) {
    Exchanged exchanged = post(name, form);
    if (exchanged.answer().status() != 200) {
      throw refused(exchanged);
    }
    return exchanged.answer();
  }

  /// RFC 9449 §5: a bearer token in place of a bound one is no protection.
  private void requireType(TokenType type, Answer answer) {
    if (type == TokenType.BEARER && dpop.isPresent()) {
      throw new ClientError.Unsupported(
              "The issuer " + server.issuer() + " does not bind tokens to the key (DPoP).")
          .exception();
    }
    if (type == TokenType.DPOP && dpop.isEmpty()) {
      throw answer.invalid("has a token of type DPoP, and this client has no key").exception();
    }
  }

  private Exchanged post(String name, Parameters form) {
    URI endpoint = server.required(name);
    Exchanged first = send(endpoint, form);
    // RFC 9449 §8: a request that is refused for its nonce has spent nothing. It is made anew, for
    // what authenticates the client may be good for one request too.
    return dpop.filter(d -> d.isAskedAgain(first.answer())).isPresent()
        ? learned(send(endpoint, form))
        : first;
  }

  private Exchanged send(URI endpoint, Parameters form) {
    ClientAuthentication.AuthenticatedForm request =
        authentication.authenticate(form, server, environment);
    Map<String, String> headers = new LinkedHashMap<>();
    request.authorization().ifPresent(value -> headers.put("Authorization", value));
    dpop.ifPresent(d -> headers.put("DPoP", d.proof("POST", endpoint, Optional.empty())));
    return new Exchanged(http.post(endpoint, request.form(), headers), request);
  }

  private Exchanged learned(Exchanged exchanged) {
    dpop.ifPresent(d -> d.learn(exchanged.answer().uri(), exchanged.answer().headers()));
    return exchanged;
  }

  private ClientException refused(Exchanged exchanged) {
    List<String> secrets = new ArrayList<>();
    SECRET_PARAMETERS.forEach(name -> secrets.addAll(exchanged.sent().form().all(name)));
    authentication.secret().ifPresent(secrets::add);
    // Its credentials without the name of the scheme.
    exchanged
        .sent()
        .authorization()
        .map(v -> v.replaceFirst("^\\S+ +", ""))
        .ifPresent(secrets::add);
    return ErrorAnswer.of(exchanged.answer(), secrets).exception();
  }
}
