package dev.mapae.client;

import dev.mapae.protocol.DecryptionKey;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Pkce;
import dev.mapae.protocol.ProtocolException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Tokens on behalf of a person, who signs in and consents in a browser. RFC 6749 §4.1 with PKCE
/// (RFC 7636), `iss` (RFC 9207) and, with the scope `openid`, an ID token (OIDC Core §3.1).
///
/// [#start] makes the request, [#finish(AuthorizationRequest, URI)] takes the answer.
public final class AuthorizationCode {
  private final Client client;
  private final URI redirectUri;
  private final AuthorizationManner manner;

  AuthorizationCode(Client client, URI redirectUri) {
    this(client, redirectUri, AuthorizationManner.standard());
  }

  private AuthorizationCode(Client client, URI redirectUri, AuthorizationManner manner) {
    this.client = client;
    this.redirectUri = redirectUri;
    this.manner = manner;
  }

  /// The same for a server whose metadata is silent about PKCE. S256 is sent all the same; whether
  /// the server heeds it, nobody knows.
  public AuthorizationCode insecureAllowMissingPkceMetadata() {
    return new AuthorizationCode(client, redirectUri, manner.withoutPkceMetadata());
  }

  /// The same with requests that are pushed to the server, so that the browser carries only a
  /// reference: nobody on the way reads or changes what is asked for, however long it is. RFC 9126.
  ///
  /// A server whose metadata requires it gets its requests in this way without being asked.
  public AuthorizationCode pushed() {
    return new AuthorizationCode(client, redirectUri, manner.withPushing());
  }

  /// The same with requests that are signed, so that the server knows who made them, and that
  /// nobody on the way changed them. RFC 9101. Together with [#pushed] it is the signed request
  /// that is pushed (RFC 9126 §3). Said again it changes the key, and nothing else.
  ///
  /// @param by a key of the client whose public half the server knows
  public AuthorizationCode signed(SigningKey by) {
    return new AuthorizationCode(client, redirectUri, manner.signedBy(by));
  }

  /// The same with signed requests that only the server can read: they are encrypted to a key that
  /// it publishes (`use: enc`), with `A128CBC-HS256`. RFC 9101 §6.1.
  ///
  /// @param algorithm the client's registered `request_object_encryption_alg`: `RSA-OAEP-256`,
  ///   `ECDH-ES`, `ECDH-ES+A128KW` or `ECDH-ES+A256KW`
  /// @throws IllegalArgumentException for any other
  /// @throws IllegalStateException without [#signed]
  public AuthorizationCode encrypted(String algorithm) {
    return encrypted(algorithm, "A128CBC-HS256");
  }

  /// The same with another content encryption.
  ///
  /// @param method the registered `request_object_encryption_enc`: `A128CBC-HS256` or `A256GCM`
  /// @throws IllegalArgumentException as the other, and for any other method
  /// @throws IllegalStateException without [#signed]
  public AuthorizationCode encrypted(String algorithm, String method) {
    return new AuthorizationCode(
        client,
        redirectUri,
        manner.with(manner.requiredSigning().with(RequestEncryption.by(algorithm, method))));
  }

  /// The same with signed requests that the server fetches, so that the URL stays short. RFC 9101
  /// §5.2. Whoever has the URL may fetch it too: only together with [#encrypted] does nobody in the
  /// browser see what is asked for. A request that is pushed is not published.
  ///
  /// @param publisher is given each request, and answers from where the server fetches it: as
  ///   `application/oauth-authz-req+jwt`, at an https URL that nobody guesses, for as long as the
  ///   request is good (five minutes). Many servers want the URL to be registered (`request_uris`)
  /// @throws IllegalStateException without [#signed]
  public AuthorizationCode byReference(Function<String, URI> publisher) {
    return new AuthorizationCode(
        client, redirectUri, manner.with(manner.requiredSigning().publishedBy(publisher)));
  }

  /// The same with answers that the server signs, so that nobody on the way changed them, and that
  /// are for this client alone. JARM. An answer that is not signed is refused then.
  ///
  /// They come by redirect, unless [AuthorizationOptions#responseMode] asks for `form_post.jwt`.
  ///
  /// @param algorithm the client's registered `authorization_signed_response_alg` (`RS256` if it
  ///   registered none), the only `alg` accepted
  /// @throws IllegalArgumentException for `none`, HMAC and unknown algorithms
  public AuthorizationCode signedResponses(String algorithm) {
    return new AuthorizationCode(
        client, redirectUri, manner.answeredBy(algorithm, Decryption.none()));
  }

  /// The same with answers that the server signs and then encrypts to this client, so that nobody
  /// on the way reads them either. JARM. One that is not encrypted is refused then.
  ///
  /// @param algorithm as for [#signedResponses]
  /// @param keys for the client's registered `authorization_encrypted_response_alg`; several while
  ///   they are changed
  /// @throws IllegalArgumentException as [#signedResponses] does, and for no key
  public AuthorizationCode encryptedResponses(String algorithm, DecryptionKey... keys) {
    return new AuthorizationCode(
        client, redirectUri, manner.answeredBy(algorithm, Decryption.by(keys)));
  }

  /// Where answers come.
  public URI redirectUri() {
    return redirectUri;
  }

  /// Whose tokens they are.
  public Client client() {
    return client;
  }

  /// Makes an authorization request; one that is pushed is sent now, and is to be opened at once.
  ///
  /// @return the URL to open and what has to be remembered until the answer comes
  /// @throws ClientException `Unsupported` when the server has no authorization endpoint, or none
  ///   to push to, does not announce PKCE with S256, wants or takes no such signature, or has no
  ///   key to which requests are encrypted; `Refused` when it refuses what is pushed
  /// @throws IllegalArgumentException for a `response_mode` that is signed without
  ///   [#signedResponses] or not signed with it; where requests are signed, also for `claims` that
  ///   are no JSON object, and `authorization_details` that are no JSON array
  public AuthorizationRequest start(AuthorizationOptions options) {
    URI endpoint = client.server().required("authorization_endpoint");
    manner.check(client.server());
    Environment environment = client.environment();
    String state = environment.randomValue();
    Optional<String> nonce =
        options.scope().contains("openid")
            ? Optional.of(environment.randomValue())
            : Optional.empty();
    String verifier = Pkce.verifier(environment.random());
    Parameters asked = parameters(options, state, nonce, Pkce.challenge(verifier));
    // RFC 6749 §3.1: a query that the endpoint already has is kept.
    String separator = endpoint.getRawQuery() == null ? "?" : "&";
    return new AuthorizationRequest(
        URI.create(endpoint + separator + query(asked).encode()),
        client.server().issuer(),
        redirectUri,
        state,
        nonce,
        verifier,
        options.scope(),
        options.resources(),
        options.maxAge(),
        manner.responseAlgorithm());
  }

  private Parameters parameters(
      AuthorizationOptions options, String state, Optional<String> nonce, String challenge) {
    Map<String, List<String>> asked = new LinkedHashMap<>();
    asked.put("response_type", List.of("code"));
    asked.put("client_id", List.of(client.clientId()));
    asked.put("redirect_uri", List.of(redirectUri.toString()));
    asked.put("state", List.of(state));
    nonce.ifPresent(value -> asked.put("nonce", List.of(value)));
    asked.put("code_challenge", List.of(challenge));
    asked.put("code_challenge_method", List.of("S256"));
    // RFC 9449 §10: the code is then worth nothing to whoever has not the key.
    client.dpop().ifPresent(dpop -> asked.put("dpop_jkt", List.of(dpop.thumbprint())));
    options.parameters().stream().forEach(e -> asked.put(e.getKey(), e.getValue()));
    manner.responseMode(options).ifPresent(mode -> asked.put("response_mode", List.of(mode)));
    return Parameters.of(asked);
  }

  /// What the browser carries: the request, or where it was pushed to. RFC 9126 §4.
  private Parameters query(Parameters asked) {
    Parameters named = Parameters.empty().with("client_id", client.clientId());
    Optional<String> object = manner.signing().map(by -> by.object(asked, client));
    if (manner.isPushed(client.server())) {
      // RFC 9126 §3: what was signed is pushed.
      return named.with(
          "request_uri",
          client.tokenEndpoint().push(object.map(o -> named.with("request", o)).orElse(asked)));
    }
    return object.map(o -> manner.requiredSigning().inUrl(asked, o)).orElse(asked);
  }

  /// Takes the answer that came to the redirect URI, and redeems its code.
  ///
  /// @param request what [#start] made for this person
  /// @param callback the URL that was requested, as far as the server saw it; its path has to be
  ///   that of the redirect URI
  /// @return tokens, with a validated ID token where `openid` was asked for
  /// @throws ClientException `Refused` when the server or the person said no, `Untrusted` when the
  ///   answer does not belong to this request or server
  public Tokens finish(AuthorizationRequest request, URI callback) {
    // RFC 9700 §4.4.2.2: with servers that send no `iss`, a redirect URI for each server tells them
    // apart.
    if (!String.valueOf(callback.getRawPath())
        .equals(String.valueOf(request.redirectUri().getRawPath()))) {
      throw untrusted("came to another redirect URI");
    }
    String query = callback.getRawQuery();
    try {
      return finish(request, Parameters.parse(query == null ? "" : query));
    } catch (ProtocolException e) {
      throw untrusted("is malformed");
    }
  }

  /// Takes the answer from its parameters: those of the query, or of the body with
  /// `response_mode=form_post`.
  ///
  /// @throws ClientException as the other
  public Tokens finish(AuthorizationRequest request, Parameters callback) {
    String code = code(request, callback);
    Map<String, List<String>> form = new LinkedHashMap<>();
    form.put("grant_type", List.of("authorization_code"));
    form.put("code", List.of(code));
    form.put("redirect_uri", List.of(request.redirectUri().toString()));
    form.put("code_verifier", List.of(request.codeVerifier()));
    if (!request.resources().isEmpty()) {
      form.put("resource", request.resources());
    }
    IssuedTokens issued = client.tokenEndpoint().issue(Parameters.of(form), request.scope());
    return client.idTokens().complete(issued, request.scope(), request.nonce(), request.maxAge());
  }

  /// Whether an answer carries the `state` of this request, once, also when it is signed or
  /// encrypted. RFC 6749 §10.12. Whether it is genuine is not asked here, but by [#finish].
  ///
  /// @param answer the parameters that came to the redirect URI
  public boolean isAnswer(AuthorizationRequest request, Parameters answer) {
    try {
      return request.isAnsweredBy(opened(answer));
    } catch (ProtocolException | ClientException e) {
      return false;
    }
  }

  /// An answer that is encrypted has nothing else that counts. JARM §2.2.
  private Parameters opened(Parameters answer) {
    return manner.decryption().isExpected()
        ? Parameters.empty()
            .with(
                "response",
                manner
                    .decryption()
                    .open(answer.one("response").orElse(""), "authorization response"))
        : answer;
  }

  /// The code of an answer that belongs to this request and comes from this server. RFC 6749
  /// §10.12, RFC 9207 §2.4.
  private String code(AuthorizationRequest request, Parameters came) {
    if (!request.issuer().equals(client.server().issuer())) {
      throw untrusted("belongs to a request to another authorization server");
    }
    try {
      Parameters answer = opened(came);
      if (!request.isAnsweredBy(answer)) {
        throw untrusted("has not the state of this request");
      }
      Parameters callback = verified(request, answer);
      Optional<String> iss = callback.one("iss");
      if (iss.isEmpty() && client.server().authorizationResponseIssParameterSupported()) {
        throw untrusted("has no iss, which this server always sends");
      }
      if (iss.isPresent() && !iss.get().equals(request.issuer())) {
        throw untrusted("comes from another issuer than the one that was asked");
      }
      Optional<String> error = callback.one("error");
      if (error.isPresent()) {
        throw ErrorAnswer.of(error.get(), callback).exception();
      }
      return callback
          .one("code")
          .orElseThrow(() ->
              new ClientError.InvalidAnswer(
                      "The authorization response has neither a code nor an error.")
                  .exception());
    } catch (ProtocolException e) {
      throw untrusted("repeats a parameter");
    }
  }

  /// The parameters of an answer, once its signature is verified. JARM §2.4.
  private Parameters verified(AuthorizationRequest request, Parameters answer) {
    return request
        .responseAlgorithm()
        .map(algorithm -> client.signedResponses().verify(answer.required("response"), algorithm))
        .orElse(answer);
  }

  private static ClientException untrusted(String what) {
    return new ClientError.Untrusted("The authorization response " + what + ".").exception();
  }
}
