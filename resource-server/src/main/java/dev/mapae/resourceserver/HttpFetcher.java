package dev.mapae.resourceserver;

import dev.mapae.protocol.Loopback;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Gets documents over `https`, or `http` on loopback, with the JDK's client: no redirects, at most
/// 512 KiB, at most three seconds from first to last byte.
final class HttpFetcher implements Fetcher {
  private static final int MAX_BYTES = 512 * 1024;
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  private final HttpClient client;

  HttpFetcher() {
    this(
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(DEADLINE)
            .build());
  }

  HttpFetcher(HttpClient client) {
    if (client.followRedirects() != HttpClient.Redirect.NEVER) {
      throw new IllegalArgumentException("The HttpClient must not follow redirects.");
    }
    this.client = client;
  }

  @Override
  public byte[] fetch(URI uri) throws IOException {
    return send(request(uri).header("Accept", "application/json").build());
  }

  @Override
  public byte[] post(URI uri, String form, Map<String, String> headers) throws IOException {
    HttpRequest.Builder request =
        request(uri)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form));
    headers.forEach(request::header);
    return send(request.build());
  }

  private static HttpRequest.Builder request(URI uri) throws IOException {
    if (!isAllowed(uri)) {
      throw new IOException(uri + " is neither https nor http on loopback");
    }
    return HttpRequest.newBuilder(uri).timeout(DEADLINE);
  }

  private byte[] send(HttpRequest request) throws IOException {
    URI uri = request.uri();
    HttpResponse<byte[]> response =
        await(uri, client.sendAsync(request, head -> new BoundedBody(MAX_BYTES)));
    if (response.statusCode() != 200) {
      throw new IOException(uri + " answered " + response.statusCode());
    }
    return response.body();
  }

  /// The time limit of the request ends with its headers; this one goes on to the last byte.
  private static HttpResponse<byte[]> await(URI uri, CompletableFuture<HttpResponse<byte[]>> answer)
      throws IOException {
    try {
      return answer.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(uri + " could not be read: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException(uri + " did not answer within " + DEADLINE.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(uri + " was interrupted");
    }
  }

  /// Whether a URI may be asked at all: `https`, or `http` to a loopback address written as such.
  static boolean isAllowed(URI uri) {
    String scheme = uri.getScheme();
    String host = uri.getHost();
    if (scheme == null || host == null || uri.getRawUserInfo() != null) {
      return false;
    }
    return scheme.equalsIgnoreCase("https")
        || (scheme.equalsIgnoreCase("http") && Loopback.isHost(host));
  }
}
