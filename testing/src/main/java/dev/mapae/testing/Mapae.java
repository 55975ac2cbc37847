package dev.mapae.testing;

import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredPerson;
import dev.mapae.authorizationserver.key.ServerKeys;
import dev.mapae.authorizationserver.key.SigningKey;
import dev.mapae.distribution.CannotStart;
import dev.mapae.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// A real server inside a test: on loopback, on a port of its own, with a database that goes away
/// with it. `@MapaeTest` starts one for a class; [#start(Setup)] does so anywhere.
///
/// ```java
/// try (Mapae mapae = Mapae.start(Setup.empty().resource("https://api.example.com/", "read").person("alice"))) {
///   String token = mapae.tokenFor("alice").scope("read").mint();
/// }
/// ```
///
/// Threads may share it, as tests that run at the same time do; a [Browser] is for one.
public final class Mapae implements AutoCloseable {
  private final TestClock clock;
  private final Outbox outbox = new Outbox();
  private final Started started;
  private final HttpClient http;
  private final Map<String, Browser> browsers = new ConcurrentHashMap<>();
  private final Map<String, AuthenticatorApp> apps = new ConcurrentHashMap<>();
  private volatile Map<String, Object> metadata = Map.of();

  private Mapae(Setup setup) throws IOException {
    this.clock = new TestClock(setup.still());
    this.started = Started.of(setup, clock, outbox);
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
  }

  /// Starts a server that knows nobody but the client [Setup#CLIENT].
  public static Mapae start() {
    return start(Setup.empty());
  }

  /// Starts a server; when this returns, it answers.
  ///
  /// @throws IllegalArgumentException for a setup that the server cannot be started with; the
  ///   message has a line for each mistake
  /// @throws IllegalStateException when something else is in its way
  /// @throws UncheckedIOException when there is no place for its database
  public static Mapae start(Setup setup) {
    try {
      return new Mapae(setup);
    } catch (CannotStart e) {
      throw new IllegalStateException("The server does not start: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The issuer identifier: what the application that is tested is configured with.
  public String issuer() {
    return started.settings().issuer().value();
  }

  /// An endpoint, or whatever else the server publishes as text in its metadata. RFC 8414 §2.
  ///
  /// @param name such as `token_endpoint`
  /// @throws IllegalArgumentException when there is none
  public String endpoint(String name) {
    if (metadata.isEmpty()) {
      URI document = URI.create(issuer() + "/.well-known/openid-configuration");
      String json = Browser.sent(http, HttpRequest.newBuilder(document)).body();
      metadata = Json.parseObject(json).orElseThrow();
    }
    if (metadata.get(name) instanceof String endpoint) {
      return endpoint;
    }
    throw new IllegalArgumentException("The server has no " + name + ".");
  }

  /// A token for a person, by way of the first client of the setup at which people can come by,
  /// unless another is named.
  ///
  /// @param username a person of the setup who has a password there
  /// @throws IllegalStateException when the setup has no client
  public Minting tokenFor(String username) {
    return new Minting(this, Optional.of(username), firstClient());
  }

  /// A token for a client itself. RFC 6749 §4.4.
  ///
  /// @param clientId of the setup
  public Minting tokenForClient(String clientId) {
    return new Minting(this, Optional.empty(), clientId);
  }

  /// Opens an authorization request in a new browser, as the application that is tested would send
  /// one there.
  ///
  /// @param request the whole URL
  /// @return the way to its answer: `mapae.authorize(url).as("alice")` is the redirect with the
  ///   code
  /// @throws IllegalArgumentException when it goes to another server
  public Authorization authorize(String request) {
    return browser().authorize(request);
  }

  /// The same with a URI.
  ///
  /// @throws IllegalArgumentException as the other
  public Authorization authorize(URI request) {
    return browser().authorize(request);
  }

  /// A new browser, for what takes more than one visit.
  public Browser browser() {
    return new Browser(this, http);
  }

  /// The password of a person of the setup.
  ///
  /// @throws IllegalArgumentException when there is no such person, or no password
  public String password(String username) {
    return started.settings().declarations().people().stream()
        .filter(declared -> declared.person().username().equals(username))
        .findFirst()
        .flatMap(DeclaredPerson::password)
        .orElseThrow(() ->
            new IllegalArgumentException("The setup has no '" + username + "' with a password."));
  }

  /// The secret of a client of the setup.
  ///
  /// @throws IllegalArgumentException when there is no such client, or it has none
  public String clientSecret(String clientId) {
    return declared(clientId).secrets().stream()
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("The client '" + clientId + "' has no secret."));
  }

  /// The server's clock, for the application that is tested, so that both agree on the time.
  public InstantSource clock() {
    return clock;
  }

  /// Lets time pass: the clock is ahead by this much more, and the server does what it would have
  /// done meanwhile, such as deleting what has expired and letting keys follow one another.
  ///
  /// @throws IllegalArgumentException for a negative time
  public void advance(Duration by) {
    clock.advance(by);
    if (!by.isZero()) {
      started.server().catchUp();
    }
  }

  /// Every mail that was sent, in the order in which they were.
  public List<Mail> mails() {
    started.server().catchUp();
    return outbox.all();
  }

  /// The mails to one address.
  public List<Mail> mailsTo(String address) {
    return mails().stream().filter(mail -> mail.to().equals(address)).toList();
  }

  private String firstClient() {
    List<DeclaredClient> clients = started.settings().declarations().clients();
    return clients.stream()
        .filter(declared -> !declared.client().redirectUris().isEmpty())
        .findFirst()
        .or(() -> clients.stream().findFirst())
        .map(declared -> declared.client().id())
        .orElseThrow(() -> new IllegalStateException("The setup has no client."));
  }

  private DeclaredClient declared(String clientId) {
    return started.settings().declarations().clients().stream()
        .filter(declared -> declared.client().id().equals(clientId))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("The setup has no client '" + clientId + "'."));
  }

  TokenRequests tokenRequests(String clientId) {
    return new TokenRequests(declared(clientId), this, http);
  }

  /// The browser in which tokens are minted for somebody, who signs in in it once.
  Browser browserOf(String username) {
    return browsers.computeIfAbsent(username, name -> browser());
  }

  /// The app that makes codes for somebody, if they have set one up.
  Optional<AuthenticatorApp> app(String username) {
    return Optional.ofNullable(apps.get(username));
  }

  void setUp(String username, AuthenticatorApp app) {
    apps.put(username, app);
  }

  /// A key that the server signs with.
  SigningKey signingKey(String id) {
    ServerKeys keys =
        new ServerKeys(started.beside().keys(), Prepared.once().encryption(issuer()), clock);
    return keys.get()
        .verifying(id)
        .orElseThrow(() -> new IllegalStateException("The server has no key " + id + "."));
  }

  /// Stops the server and deletes its database.
  @Override
  public void close() {
    started.close();
    http.shutdownNow();
  }

  @Override
  public String toString() {
    return "Mapae[" + issuer() + "]";
  }
}
