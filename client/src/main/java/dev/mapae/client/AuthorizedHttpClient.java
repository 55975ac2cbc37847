package dev.mapae.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;

/// An HTTP client that presents a token to one API. RFC 6750 §2.1.
///
/// When the API refuses the token as `invalid_token`, it is dropped and the request is sent once
/// more with a new one.
public final class AuthorizedHttpClient {
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
  /// @return what the API answered, to the second attempt if there was one
  /// @throws ClientException when no token can be had
  /// @throws IllegalArgumentException for a request to another place than the API
  /// @throws IOException as [HttpClient#send] does
  /// @throws InterruptedException as [HttpClient#send] does
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    if (!Endpoints.sameOrigin(request.uri(), api)) {
      throw new IllegalArgumentException(
          "The token is for " + Answer.place(api) + ", not for " + Answer.place(request.uri()));
    }
    Tokens first = tokens.tokens();
    HttpResponse<T> response =
        http.send(
            authorized(request, first),
            // The body of an answer that will not be shown is read and forgotten, so that the
            // connection can be used again.
            info ->
                refused(info.statusCode(), info.headers())
                    ? BodySubscribers.mapping(BodySubscribers.discarding(), nothing -> null)
                    : handler.apply(info));
    if (!refused(response.statusCode(), response.headers())) {
      return response;
    }
    tokens.drop(first);
    return http.send(authorized(request, tokens.tokens()), handler);
  }

  private static HttpRequest authorized(HttpRequest request, Tokens tokens) {
    return HttpRequest.newBuilder(request, (name, value) -> !name.equalsIgnoreCase("Authorization"))
        .header("Authorization", tokens.authorizationHeader())
        .build();
  }

  private static boolean refused(int status, HttpHeaders headers) {
    return status == 401
        && WwwAuthenticate.bearerError(headers).filter("invalid_token"::equals).isPresent();
  }
}
