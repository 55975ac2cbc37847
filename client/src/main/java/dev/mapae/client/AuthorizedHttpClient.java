package dev.mapae.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// An HTTP client that presents a token to one API. RFC 6750 §2.1, RFC 9449 §7.1.
///
/// When the API refuses the token as `invalid_token`, it is dropped and the request is sent once
/// more with a new one. A token that is bound to a key goes with a proof of it; when the API wants
/// a nonce in that, the request is sent once more with the nonce.
///
/// It may be shared between threads: make one for each API when the program starts, since an HTTP
/// client has threads and connections. How long an answer may take is up to each request,
/// [HttpRequest.Builder#timeout], which bounds each attempt; one that says nothing waits for ever.
public final class AuthorizedHttpClient {
  /// All wait for the same request; more threads would get no token sooner.
  private static final int MAX_WAITING = 4;

  private static final int IDLE_SECONDS = 10;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient http;
  private final ApiTokens api;
  private final Executor waiting;

  /// One with an HTTP client of its own, which follows no redirects and waits ten seconds for a
  /// connection.
  ///
  /// @param api any URL of the API; the token is sent to its scheme, host and port and nowhere else
  /// @throws ClientException `Untrusted` for an API that is neither https nor on loopback
  public AuthorizedHttpClient(TokenSource tokens, URI api) {
    this(HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build(), tokens, api);
  }

  /// One with the HTTP client of the application (proxy, trust store, certificate).
  ///
  /// @param http must not follow redirects, which would carry the token elsewhere
  /// @param api any URL of the API; the token is sent to its scheme, host and port and nowhere else
  /// @throws IllegalArgumentException for a client that follows redirects
  /// @throws ClientException `Untrusted` for an API that is neither https nor on loopback
  public AuthorizedHttpClient(HttpClient http, TokenSource tokens, URI api) {
    if (http.followRedirects() != HttpClient.Redirect.NEVER) {
      throw new IllegalArgumentException("The HttpClient must not follow redirects.");
    }
    this.http = http;
    this.api = ApiTokens.of(tokens, api);
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            MAX_WAITING,
            MAX_WAITING,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            AuthorizedHttpClient::thread);
    threads.allowCoreThreadTimeOut(true); // none while nobody waits
    this.waiting = threads;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "waits for a token");
    thread.setDaemon(true);
    return thread;
  }

  /// Sends a request with the token. Its body must be one that can be sent twice, as those of
  /// strings, byte arrays and files can.
  ///
  /// @return what the API answered, to the last attempt if there were several
  /// @throws ClientException when no token can be had; `Unsupported` for a token that is bound to a
  ///   key which its source does not have
  /// @throws IllegalArgumentException for a request to another place than the API
  /// @throws IOException as [HttpClient#send] does
  /// @throws InterruptedException as [HttpClient#send] does, and while a token is waited for
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    try {
      return attempts(request, handler);
    } catch (ClientException e) {
      // Of this thread: the flag of it is set then, which the exception stands for.
      if (e.error() instanceof ClientError.Interrupted && Thread.interrupted()) {
        InterruptedException interrupted = new InterruptedException(e.error().description());
        interrupted.initCause(e);
        throw interrupted;
      }
      throw e;
    }
  }

  private <T> HttpResponse<T> attempts(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    ApiTokens.Attempt attempt = api.first(request.method(), request.uri());
    while (true) {
      ApiTokens.Attempt current = attempt;
      HttpResponse<T> response =
          http.send(authorized(request, current), unlessRefused(current, handler));
      Optional<ApiTokens.Attempt> next = current.next(response.statusCode(), response.headers());
      if (next.isEmpty()) {
        return response;
      }
      attempt = next.get();
    }
  }

  /// The same without waiting. While a token is fetched, by one request however many want it, four
  /// threads at most wait for it, and the others in a queue: the threads of the common pool have to
  /// be there for the HTTP client.
  ///
  /// @return ends as that of [#send] does, with the same exceptions; cancelling it cancels what is
  ///   under way
  /// @throws IllegalArgumentException for a request to another place than the API
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    api.requireIsFor(request.uri());
    return new Sending<>(http, api, request, handler, waiting).begin();
  }

  /// What is thrown away is not read.
  static <T> BodyHandler<T> unlessRefused(ApiTokens.Attempt attempt, BodyHandler<T> handler) {
    return info ->
        attempt.isLast(info.statusCode(), info.headers()) ? handler.apply(info) : new Unread<>();
  }

  /// The body of an answer that will not be shown. Nobody waits for it: it may never come.
  private static final class Unread<T> implements BodySubscriber<T> {
    @Override
    public CompletionStage<T> getBody() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.cancel();
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }

  static HttpRequest authorized(HttpRequest request, ApiTokens.Attempt attempt) {
    HttpRequest.Builder authorized =
        HttpRequest.newBuilder(
            request, (name, value) -> ApiTokens.HEADERS.stream().noneMatch(name::equalsIgnoreCase));
    attempt.headers().forEach(authorized::header);
    return authorized.build();
  }
}
