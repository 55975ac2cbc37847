package dev.mapae.distribution;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;

/// No answer came from the server: the connection broke, or a proxy in front says so. Nobody knows
/// what became of the request.
public final class Unanswered extends IOException {
  private Unanswered(String message) {
    super(message);
  }

  private Unanswered(IOException cause) {
    super(cause);
  }

  /// Sends a request and reads the answer to its end.
  ///
  /// @throws HttpTimeoutException when the server took too long, which is no excuse
  public static HttpResponse<String> send(HttpClient http, HttpRequest request)
      throws IOException, InterruptedException {
    HttpResponse<String> response;
    try {
      response = http.send(request, BodyHandlers.ofString());
    } catch (HttpTimeoutException e) {
      throw e;
    } catch (IOException e) {
      throw new Unanswered(e);
    }
    if (response.statusCode() == 502 || response.statusCode() == 504) {
      throw new Unanswered("the proxy says " + response.statusCode());
    }
    return response;
  }
}
