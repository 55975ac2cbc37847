package dev.mapae.client.spring;

import dev.mapae.client.ApiTokens;
import dev.mapae.client.ClientException;
import dev.mapae.client.TokenSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/// Has a `RestClient` present tokens to the APIs that they are for. RFC 6750 §2.1, RFC 9449 §7.1.
///
/// All other requests of the client go as they are. When an API refuses a token as `invalid_token`,
/// or wants a nonce in the proof of its key, the request is sent once more.
public final class AuthorizedRestClient {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private AuthorizedRestClient() {}

  /// Adds an [#interceptor], and a request factory that follows no redirects: five seconds to
  /// connect, a minute to answer. It takes the place of one that was set on the builder before,
  /// with its proxy, trust store or client certificate; who needs such a one, or sets another
  /// later, reads what [#interceptor] says of it.
  ///
  /// @param to may be shared with requests to other places
  /// @param apis any URL of each API: tokens go to its scheme, host and port
  /// @return the same builder
  /// @throws ClientException `Untrusted` for an API that is neither https nor on loopback
  /// @throws IllegalArgumentException when there is no API
  public static RestClient.Builder add(RestClient.Builder to, TokenSource tokens, URI... apis) {
    JdkClientHttpRequestFactory factory =
        new JdkClientHttpRequestFactory(
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(5))
                .build());
    factory.setReadTimeout(PATIENCE);
    return to.requestFactory(factory).requestInterceptor(interceptor(tokens, apis));
  }

  /// What puts the token on, for a client with a request factory of the application's. An
  /// interceptor does not see where a request is redirected to: the factory must follow no
  /// redirects, which Spring Boot's does unless `spring.http.clients.redirects` is `dont-follow`,
  /// or an API can have the token sent to whomever it names. Add it last: an interceptor after it,
  /// as those of load balancers are, might send the request elsewhere.
  ///
  /// @param apis any URL of each API: tokens go to its scheme, host and port
  /// @return an interceptor, at which requests fail with a [ClientException] when no token can be
  ///   had
  /// @throws ClientException `Untrusted` for an API that is neither https nor on loopback
  /// @throws IllegalArgumentException when there is no API
  public static ClientHttpRequestInterceptor interceptor(TokenSource tokens, URI... apis) {
    ApiTokens api = ApiTokens.of(tokens, apis);
    return (request, body, execution) ->
        api.isFor(request.getURI())
            ? present(api, request, body, execution)
            : execution.execute(request, body);
  }

  private static ClientHttpResponse present(
      ApiTokens api, HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
      throws IOException {
    ApiTokens.Attempt attempt = api.first(request.getMethod().name(), request.getURI());
    while (true) {
      ApiTokens.HEADERS.forEach(request.getHeaders()::remove);
      attempt.headers().forEach(request.getHeaders()::set);
      ClientHttpResponse response = execution.execute(request, body);
      Optional<ApiTokens.Attempt> next = next(attempt, response);
      if (next.isEmpty()) {
        return response;
      }
      response.close();
      attempt = next.get();
    }
  }

  private static Optional<ApiTokens.Attempt> next(
      ApiTokens.Attempt attempt, ClientHttpResponse response) throws IOException {
    try {
      return attempt.next(response.getStatusCode().value(), headers(response.getHeaders()));
    } catch (ClientException e) {
      response.close();
      throw e;
    }
  }

  private static java.net.http.HttpHeaders headers(HttpHeaders answered) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    answered.forEach(headers::put);
    return java.net.http.HttpHeaders.of(headers, (name, value) -> true);
  }
}
