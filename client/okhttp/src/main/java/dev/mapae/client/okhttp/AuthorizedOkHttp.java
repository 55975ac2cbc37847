package dev.mapae.client.okhttp;

import dev.mapae.client.ApiTokens;
import dev.mapae.client.ClientError;
import dev.mapae.client.ClientException;
import dev.mapae.client.TokenSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// Has an OkHttp client present tokens to the APIs that they are for. RFC 6750 §2.1, RFC 9449 §7.1.
///
/// All other requests of the client go as they are, and so does a request that an API redirects to
/// somewhere else. When an API refuses a token as `invalid_token`, or wants a nonce in the proof of
/// its key, the request is sent once more, unless its body can be sent but once.
public final class AuthorizedOkHttp {
  private AuthorizedOkHttp() {}

  /// How the request is sent once more, which the interceptor finds out, and the authenticator
  /// does.
  private record Again(Optional<ApiTokens.Attempt> attempt) {}

  /// Adds a network interceptor, which puts the token on, and the authenticator, of which a client
  /// has one, and which is the same for all token sources. What calls fail with when no token can
  /// be had is an [IOException] whose cause is a [ClientException]: an [InterruptedIOException]
  /// where the thread was interrupted.
  ///
  /// The client has no cache afterwards, since OkHttp would answer one person with what another one
  /// was told: it finds answers by their URL, above the token. Where everything that shares a cache
  /// acts for the same person it may be set once more.
  ///
  /// @param to may be shared with requests to other places
  /// @param apis any URL of each API: tokens go to its scheme, host and port
  /// @return the same builder
  /// @throws ClientException `Untrusted` for an API that is neither https nor on loopback
  /// @throws IllegalArgumentException when there is no API
  public static OkHttpClient.Builder add(OkHttpClient.Builder to, TokenSource tokens, URI... apis) {
    ApiTokens api = ApiTokens.of(tokens, apis);
    // Beneath redirects: an interceptor above them would not see where a request goes then.
    return to.cache(null)
        .addNetworkInterceptor(chain -> present(api, chain))
        .authenticator((route, response) -> again(response));
  }

  private static Response present(ApiTokens api, Interceptor.Chain chain) throws IOException {
    Request request = chain.request();
    URI uri = request.url().uri();
    if (!api.isFor(uri)) {
      return chain.proceed(request);
    }
    try {
      ApiTokens.Attempt attempt =
          Optional.ofNullable(request.tag(Again.class))
              .flatMap(Again::attempt)
              .filter(begun -> begun.isAt(request.method(), uri))
              .orElseGet(() -> api.first(request.method(), uri));
      Request.Builder authorized = request.newBuilder();
      ApiTokens.HEADERS.forEach(authorized::removeHeader);
      attempt.headers().forEach(authorized::header);
      return marked(chain.proceed(authorized.build()), attempt);
    } catch (ClientException e) {
      // OkHttp ends the thread of an asynchronous call with anything else, and knows an interrupt
      // by the type.
      IOException failure =
          e.error() instanceof ClientError.Interrupted
              ? new InterruptedIOException(e.getMessage())
              : new IOException(e.getMessage());
      failure.initCause(e);
      throw failure;
    }
  }

  private static Response marked(Response response, ApiTokens.Attempt attempt) {
    try {
      Again again = new Again(attempt.next(response.code(), headers(response)));
      return response
          .newBuilder()
          .request(response.request().newBuilder().tag(Again.class, again).build())
          .build();
    } catch (ClientException e) {
      response.close();
      throw e;
    }
  }

  /// OkHttp asks this for each 401, and gives up where it gets `null`.
  private static @Nullable Request again(Response response) {
    return Optional.ofNullable(response.networkResponse())
        .map(Response::request)
        .flatMap(sent ->
            Optional.ofNullable(sent.tag(Again.class))
                // The tag goes along redirects, also to where nobody was shown a token.
                .filter(again ->
                    again
                        .attempt()
                        .filter(next -> next.isAt(sent.method(), sent.url().uri()))
                        .isPresent()))
        .map(again -> response.request().newBuilder().tag(Again.class, again).build())
        .orElse(null);
  }

  private static HttpHeaders headers(Response response) {
    return HttpHeaders.of(response.headers().toMultimap(), (name, value) -> true);
  }
}
