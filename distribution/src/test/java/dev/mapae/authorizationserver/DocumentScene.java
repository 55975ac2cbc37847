package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.registration.DocumentPolicy;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/// A server, and the metadata documents that clients publish.
final class DocumentScene implements AutoCloseable {
  static final String APP = "https://app.example.com/oauth/client.json";
  static final String CALLBACK = "https://app.example.com/cb";

  /// Every fetch that there was, as `ORIGIN URL`.
  final List<String> fetches = Collections.synchronizedList(new ArrayList<>());

  private final Map<String, Supplier<Fetched>> published = new ConcurrentHashMap<>();
  private final WatchedStores watched = new WatchedStores();
  private final DocumentPolicy policy;
  final TestServer server;

  DocumentScene(Engine engine, DocumentPolicy policy) {
    this.policy = policy;
    server = new TestServer(engine, Samples.declarations(), seams());
  }

  Seams seams() {
    return Seams.documents(policy, watched::around, fetcher());
  }

  /// Another node of the same server.
  TestServer beside() {
    return server.beside(seams());
  }

  private Fetcher fetcher() {
    return (url, type, namedBy) -> {
      fetches.add(namedBy + " " + url);
      return Optional.ofNullable(published.get(url))
          .orElseThrow(() -> new NotFetched("nothing is there"))
          .get();
    };
  }

  /// What the stores were asked since [#forget].
  Map<String, Integer> calls() {
    return watched.calls();
  }

  void forget() {
    watched.reset();
    fetches.clear();
  }

  /// A document that is fine until a test changes it.
  ///
  /// @param more names and values in turn
  static Map<String, Object> document(Object... more) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("client_id", APP);
    document.put("client_name", "The App");
    document.put("redirect_uris", List.of(CALLBACK));
    document.put("grant_types", List.of("authorization_code", "refresh_token"));
    document.put("token_endpoint_auth_method", "none");
    for (int i = 0; i < more.length; i += 2) {
      document.put((String) more[i], more[i + 1]);
    }
    return document;
  }

  DocumentScene publish(Map<String, Object> document) {
    return publish(APP, document, Optional.of(Duration.ofHours(1)));
  }

  DocumentScene publish(String url, Map<String, Object> document, Optional<Duration> freshFor) {
    return publish(url, Json.write(document), freshFor);
  }

  DocumentScene publish(String url, String text, Optional<Duration> freshFor) {
    published.put(url, () -> new Fetched(text.getBytes(StandardCharsets.UTF_8), freshFor));
    return this;
  }

  void vanish(NotFetched why) {
    vanish(APP, why);
  }

  void vanish(String url, NotFetched why) {
    published.put(
        url,
        () -> {
          throw why;
        });
  }

  /// A server that answers nobody until then.
  ///
  /// @return at its end once it was asked
  CountDownLatch hang(String url, CountDownLatch until) {
    Supplier<Fetched> there = published.get(url);
    CountDownLatch asked = new CountDownLatch(1);
    published.put(
        url,
        () -> {
          asked.countDown();
          try {
            until.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          return there.get();
        });
    return asked;
  }

  static Ask ask(String scope) {
    return Ask.of(APP, CALLBACK, scope);
  }

  /// Alice signed in, for another client.
  TestBrowser alice() {
    return new TestBrowser(server).get(Ask.web("openid").url()).signInAs("alice");
  }

  /// Alice signed in, and came with a request of the app.
  TestBrowser alice(String scope) {
    return alice().get(ask(scope).url());
  }

  /// What a code comes to, which Alice allowed.
  Map<String, Object> tokens(String scope) {
    String code = alice(scope).approve(scope.split(" ")).answer("code");
    return TestServer.json(redeem(scope, code));
  }

  Response redeem(String scope, String code) {
    return server.post("/token", ask(scope).redemption(code).with("client_id", APP));
  }

  static Parameters refresh(Object token) {
    return Parameters.empty()
        .with("grant_type", "refresh_token")
        .with("refresh_token", (String) token)
        .with("client_id", APP);
  }

  @Override
  public void close() {
    server.close();
  }
}
