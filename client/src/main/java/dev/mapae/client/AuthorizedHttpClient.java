package dev.mapae.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// An HTTP client that presents a token to one API. RFC 6750 §2.1, RFC 9449 §7.1.
///
/// When the API refuses the token as `invalid_token`, it is dropped and the request is sent once
/// more with a new one. A token that is bound to a key goes with a proof of it; when the API wants
/// a nonce in that, the request is sent once more with the nonce.
public final class AuthorizedHttpClient {
  private static final Set<String> OURS = Set.of("authorization", "dpop");

  /// What may be done about a refusal, once each.
  private enum Remedy {
    ANOTHER_TOKEN,
    NONCE
  }

  private final HttpClient http;
  private final TokenSource tokens;
  private final URI api;

  /// @param http must not follow redirects, which would carry the token elsewhere
  /// @param api any URL of the API; the token is sent to its scheme, host and port and nowhere else
  /// @throws IllegalArgumentException for a client that follows redirects
  /// @throws ClientException `Untrusted` for an API that is neither https nor on loopback
  public AuthorizedHttpClient(HttpClient http, TokenSource tokens, URI api) {
    if (http.followRedirects() != HttpClient.Redirect.NEVER) {
      throw new IllegalArgumentException("The HttpClient must not follow redirects.");
    }
    this.http = http;
    this.tokens = tokens;
    this.api = Endpoints.secure("API", api.toString(), true);
  }

  /// Sends a request with the token. Its body must be one that can be sent twice, as those of
  /// strings, byte arrays and files can.
  ///
  /// @return what the API answered, to the last attempt if there were several
  /// @throws ClientException when no token can be had; `Unsupported` for a token that is bound to a
  ///   key which its source does not have
  /// @throws IllegalArgumentException for a request to another place than the API
  /// @throws IOException as [HttpClient#send] does
  /// @throws InterruptedException as [HttpClient#send] does
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    if (!Endpoints.sameOrigin(request.uri(), api)) {
      throw new IllegalArgumentException(
          "The token is for " + Answer.place(api) + ", not for " + Answer.place(request.uri()));
    }
    Set<Remedy> left = EnumSet.allOf(Remedy.class);
    Tokens current = tokens.tokens();
    while (true) {
      HttpResponse<T> response =
          http.send(
              authorized(request, current),
              // The body of an answer that will not be shown is read and forgotten, so that the
              // connection can be used again.
              info ->
                  remedy(info.statusCode(), info.headers(), left).isPresent()
                      ? BodySubscribers.mapping(BodySubscribers.discarding(), nothing -> null)
                      : handler.apply(info));
      tokens.dpop().ifPresent(dpop -> dpop.learn(request.uri(), response.headers()));
      Optional<Remedy> remedy = remedy(response.statusCode(), response.headers(), left);
      if (remedy.isEmpty()) {
        return response;
      }
      left.remove(remedy.get());
      if (remedy.get() == Remedy.ANOTHER_TOKEN) {
        tokens.drop(current);
        current = tokens.tokens();
      }
    }
  }

  private HttpRequest authorized(HttpRequest request, Tokens token) {
    HttpRequest.Builder authorized =
        HttpRequest.newBuilder(
                request, (name, value) -> !OURS.contains(name.toLowerCase(java.util.Locale.ROOT)))
            .header("Authorization", token.authorizationHeader());
    if (token.type() == TokenType.DPOP) {
      Dpop dpop =
          tokens
              .dpop()
              .orElseThrow(() ->
                  new ClientError.Unsupported(
                          "The token is bound to a key that its source does not have.")
                      .exception());
      authorized.header(
          "DPoP", dpop.proof(request.method(), request.uri(), Optional.of(token.accessToken())));
    }
    return authorized.build();
  }

  /// RFC 6750 §3.1, RFC 9449 §9.
  private Optional<Remedy> remedy(int status, HttpHeaders headers, Set<Remedy> left) {
    if (status != 401) {
      return Optional.empty();
    }
    boolean nonce =
        WwwAuthenticate.error("DPoP", headers).filter("use_dpop_nonce"::equals).isPresent()
            && tokens.dpop().isPresent()
            && headers.firstValue("DPoP-Nonce").isPresent();
    boolean refused = WwwAuthenticate.error(headers).filter("invalid_token"::equals).isPresent();
    return nonce
        ? Optional.of(Remedy.NONCE).filter(left::contains)
        : Optional.of(Remedy.ANOTHER_TOKEN).filter(r -> refused && left.contains(r));
  }
}
