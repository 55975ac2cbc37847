package dev.mapae.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.mapae.client.PlayedServer.Reply;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A request that nobody waits for, and that somebody gives up. RFC 6750 §2.1.
@Timeout(60)
class SendingTests {
  private final PlayedIssuer issuer = new PlayedIssuer();
  private final PlayedServer api = new PlayedServer();
  private final HttpClient plain = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    issuer.close();
    api.close();
  }

  /// Does something when somebody asks for a token, and when somebody asks for the key.
  private record Watched(TokenSource source, Runnable forTokens, Runnable forKey)
      implements TokenSource {
    @Override
    public Tokens tokens() {
      forTokens.run();
      return source.tokens();
    }

    @Override
    public void drop(Tokens refused) {
      source.drop(refused);
    }

    @Override
    public Optional<Dpop> dpop() {
      forKey.run();
      return source.dpop();
    }
  }

  @Test
  void before_its_token_came_is_not_sent() {
    issuer.server.on("/token", r -> PlayedIssuer.tokens(Map.of("token_type", "DPoP")));
    AtomicInteger proofs = new AtomicInteger();
    TokenSource source =
        new Watched(
            issuer.client().withDpop().clientCredentials(), () -> {}, proofs::incrementAndGet);
    List<Runnable> waiting = new ArrayList<>();
    URI uri = api.uri("/v1");
    CompletableFuture<HttpResponse<String>> answer =
        new Sending<>(
                plain,
                ApiTokens.of(source, uri),
                HttpRequest.newBuilder(uri).build(),
                BodyHandlers.ofString(),
                waiting::add)
            .begin();
    answer.cancel(true);
    waiting.forEach(Runnable::run);
    assertThat(issuer.server.received("/token")).hasSize(1);
    assertThat(proofs).hasValue(0);
  }

  /// It would hold its connection otherwise.
  @Test
  void too_late_for_the_answer_has_its_body_closed() throws Exception {
    api.on("/v1", r -> new Reply(200, Map.of(), "a body"));
    AtomicReference<CompletableFuture<HttpResponse<InputStream>>> answer = new AtomicReference<>();
    // An answer is looked at, once it is there, for a nonce.
    TokenSource source =
        new Watched(
            issuer.client().clientCredentials(),
            () -> {},
            () -> answer.get().completeExceptionally(new TimeoutException()));
    CountDownLatch closed = new CountDownLatch(1);
    BodyHandler<InputStream> handler =
        info ->
            BodySubscribers.mapping(
                BodySubscribers.ofInputStream(), in -> new ToldWhenClosed(in, closed));
    URI uri = api.uri("/v1");
    List<Runnable> waiting = new ArrayList<>();
    answer.set(
        new Sending<>(
                plain,
                ApiTokens.of(source, uri),
                HttpRequest.newBuilder(uri).build(),
                handler,
                waiting::add)
            .begin());
    waiting.forEach(Runnable::run);
    closed.await();
    assertThat(answer.get()).isCompletedExceptionally();
  }

  private static final class ToldWhenClosed extends FilterInputStream {
    private final CountDownLatch closed;

    ToldWhenClosed(InputStream in, CountDownLatch closed) {
      super(in);
      this.closed = closed;
    }

    @Override
    public void close() throws IOException {
      super.close();
      closed.countDown();
    }
  }

  /// As `orTimeout` does, of which the API would hear nothing otherwise.
  @Test
  void for_too_long_is_broken_off() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    HttpServer endless =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    endless.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try {
            while (true) {
              exchange.getResponseBody().write(new byte[8192]);
              exchange.getResponseBody().flush();
              asked.countDown();
            }
          } catch (IOException e) {
            gone.countDown();
          }
        });
    endless.start();
    URI uri = URI.create("http://127.0.0.1:" + endless.getAddress().getPort() + "/");
    AuthorizedHttpClient http =
        new AuthorizedHttpClient(plain, issuer.client().clientCredentials(), uri);
    try {
      CompletableFuture<HttpResponse<Void>> answer =
          http.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
      asked.await();
      answer.completeExceptionally(new TimeoutException());
      gone.await();
    } finally {
      endless.stop(0);
    }
  }

  @Test
  void waits_with_all_others_in_a_few_threads() {
    CountDownLatch gate = new CountDownLatch(1);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    TokenSource source =
        new Watched(
            issuer.client().clientCredentials(),
            () -> {
              threads.add(Thread.currentThread());
              Crowd.await(gate);
            },
            () -> {});
    api.on("/v1", r -> new Reply(200, Map.of(), "answered"));
    URI uri = api.uri("/v1");
    AuthorizedHttpClient http = new AuthorizedHttpClient(plain, source, uri);
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(http.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()));
    }
    gate.countDown();
    answers.forEach(answer -> assertThat(answer.join().body()).isEqualTo("answered"));
    assertThat(threads).hasSizeBetween(1, 4);
  }
}
