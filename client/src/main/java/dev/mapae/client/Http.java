package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The one way out: every request of this library to an authorization server. Answers are bounded
/// in size and time, redirects are answers like any other.
final class Http {
  private static final int MAX_ANSWER = 512 * 1024;

  private final Environment environment;

  Http(Environment environment) {
    this.environment = environment;
  }

  Answer get(URI uri, Map<String, String> headers) {
    return send(HttpRequest.newBuilder(uri).GET(), "", headers);
  }

  Answer post(URI uri, Parameters form, Map<String, String> headers) {
    String body = form.encode();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.US_ASCII));
    return send(request, body, headers);
  }

  /// Sends a JSON object.
  Answer send(String method, URI uri, String json, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(json));
    return send(request, json, headers);
  }

  /// Asks for something to be gone.
  Answer delete(URI uri, Map<String, String> headers) {
    return send(HttpRequest.newBuilder(uri).DELETE(), "", headers);
  }

  private Answer send(HttpRequest.Builder builder, String body, Map<String, String> headersToSend) {
    builder.setHeader("Accept", "application/json").timeout(environment.timeout());
    headersToSend.forEach(builder::setHeader);
    HttpRequest request = builder.build();
    HttpResponse<byte[]> response = await(request);
    String text = new String(response.body(), StandardCharsets.UTF_8);
    HttpHeaders headers = response.headers();
    environment
        .observer()
        .accept(
            new Exchange(
                request.method(),
                request.uri(),
                request.headers().map(),
                body,
                response.statusCode(),
                headers.map(),
                text));
    return new Answer(request.uri(), response.statusCode(), headers, text, environment.clock());
  }

  private HttpResponse<byte[]> await(HttpRequest request) {
    CompletableFuture<HttpResponse<byte[]>> future =
        environment.http().sendAsync(request, info -> new BoundedBody(MAX_ANSWER));
    // HttpRequest.timeout ends with the headers; this limit covers the body too.
    CompletableFuture<HttpResponse<byte[]>> bounded =
        future.copy().orTimeout(environment.timeout().toMillis(), TimeUnit.MILLISECONDS);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return bounded.get();
        } catch (InterruptedException e) {
          interrupted = true;
          // All but GET spend or make something: whoever does not hear the answer has lost what it
          // bought. So it is waited out, which the time limit bounds.
          if (request.method().equals("GET")) {
            future.cancel(true);
            throw new ClientException(
                new ClientError.Interrupted(
                    "Interrupted while waiting for " + place(request) + "."),
                e);
          }
        }
      }
    } catch (ExecutionException e) {
      future.cancel(true);
      throw failure(request, e.getCause() == null ? e : e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static ClientException failure(HttpRequest request, Throwable cause) {
    if (cause instanceof BoundedBody.TooLong || cause.getCause() instanceof BoundedBody.TooLong) {
      return new ClientException(
          new ClientError.InvalidAnswer(
              "The answer of " + place(request) + " is longer than " + MAX_ANSWER + " bytes."),
          cause);
    }
    return unavailable(
        request,
        cause instanceof TimeoutException ? "did not answer in time" : "cannot be reached",
        cause);
  }

  private static ClientException unavailable(HttpRequest request, String what, Throwable cause) {
    return new ClientException(
        new ClientError.Unavailable(
            place(request) + " " + what + ".", OptionalInt.empty(), Optional.empty()),
        cause);
  }

  private static String place(HttpRequest request) {
    return Answer.place(request.uri());
  }
}
