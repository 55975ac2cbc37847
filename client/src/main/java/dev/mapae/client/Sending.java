package dev.mapae.client;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// One request to an API that nobody waits for, in as many attempts as it takes. RFC 6750 §3.1, RFC
/// 9449 §9.
final class Sending<T> {
  private final HttpClient http;
  private final ApiTokens api;
  private final HttpRequest request;
  private final BodyHandler<T> handler;
  private final Executor waiting;
  private final CompletableFuture<HttpResponse<T>> answer = new CompletableFuture<>();

  /// @param waiting for who waits for a token
  Sending(
      HttpClient http,
      ApiTokens api,
      HttpRequest request,
      BodyHandler<T> handler,
      Executor waiting) {
    this.http = http;
    this.api = api;
    this.request = request;
    this.handler = handler;
    this.waiting = waiting;
  }

  CompletableFuture<HttpResponse<T>> begin() {
    var unused =
        CompletableFuture.supplyAsync(() -> api.first(request.method(), request.uri()), waiting)
            .thenAccept(this::attempt)
            .whenComplete((done, failure) -> fail(failure));
    return answer;
  }

  private void attempt(ApiTokens.Attempt attempt) {
    // Nobody wants it any more, who cancelled it while the token was fetched.
    if (answer.isDone()) {
      return;
    }
    CompletableFuture<HttpResponse<T>> underWay =
        http.sendAsync(
            AuthorizedHttpClient.authorized(request, attempt),
            AuthorizedHttpClient.unlessRefused(attempt, handler));
    var unused =
        // However it was done: cancelled, or too late for whoever waited.
        answer.whenComplete((came, failure) -> underWay.cancel(true));
    var unusedToo =
        underWay
            .thenCompose(came -> taken(came, attempt))
            .whenComplete((done, failure) -> fail(failure));
  }

  /// Only another token is waited for.
  private CompletableFuture<Void> taken(HttpResponse<T> came, ApiTokens.Attempt attempt) {
    Runnable taking = () -> take(came, attempt);
    return CompletableFuture.runAsync(
        taking, attempt.isLast(came.statusCode(), came.headers()) ? Runnable::run : waiting);
  }

  private void take(HttpResponse<T> came, ApiTokens.Attempt attempt) {
    Optional<ApiTokens.Attempt> next = attempt.next(came.statusCode(), came.headers());
    if (next.isPresent()) {
      attempt(next.get());
    } else if (!answer.complete(came)) {
      letGo(came.body());
    }
  }

  /// It holds a connection until somebody has read it.
  private static void letGo(@Nullable Object body) {
    if (body instanceof AutoCloseable stream) {
      try {
        stream.close();
      } catch (Exception e) {
        // Nobody is there to hear of it.
      }
    }
  }

  private void fail(@Nullable Throwable failure) {
    if (failure != null) {
      Throwable cause = failure.getCause();
      answer.completeExceptionally(
          failure instanceof CompletionException && cause != null ? cause : failure);
    }
  }
}
