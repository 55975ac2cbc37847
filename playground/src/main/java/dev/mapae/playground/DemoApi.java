package dev.mapae.playground;

import static dev.mapae.resourceserver.Requirement.scope;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.Json;
import dev.mapae.resourceserver.Authenticator;
import dev.mapae.resourceserver.BasicAuthenticator;
import dev.mapae.resourceserver.Fetcher;
import dev.mapae.resourceserver.ProtectedResourceMetadata;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.VerifiedToken;
import dev.mapae.resourceserver.jdkhttpserver.ProtectedHandler;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// A small music API: the resource server of the tutorial. RFC 6749 §1.1, RFC 6750, RFC 9728.
///
/// | request | needs | answers |
/// | --- | --- | --- |
/// | `GET /v1/playlists` | scope `playlist.read` | `{"items":[{"id":"1","name":"…"}],"total":2}` |
/// | `POST /v1/playlists` with `{"name":"…"}` | scope `playlist.write` | 201 `{"id":"3","name":"…"}` |
/// | `GET /v1/me` | any token for this API | whom the token speaks for |
/// | `GET /v1/tomorrow/playlists` | scope `playlist.read`, tomorrow | as the first, by a clock that is a day ahead: today's tokens have expired |
/// | `GET /v1/basic/hello` | HTTP Basic, `tutorial` with `basic-is-for-tutorials` | a greeting |
///
/// Errors are always `{"error":{"status":401,"message":"…"}}`.
public final class DemoApi implements AutoCloseable {
  /// The user-id of the endpoint with HTTP Basic; nobody's account.
  public static final String BASIC_USER_ID = "tutorial";

  /// Its password, public like the rest of the demo.
  public static final String BASIC_PASSWORD = "basic-is-for-tutorials";

  private static final System.Logger LOG = System.getLogger(DemoApi.class.getName());
  private static final int MAX_BODY = 4096;
  private static final int MAX_NAME = 100;

  private final LoopbackServer server;
  private final URI resource;
  private final Playlists playlists = new Playlists();
  private final Map<String, Map<String, HttpHandler>> routes;

  private DemoApi(LoopbackServer server, String issuer, InstantSource clock) {
    this.server = server;
    this.resource = URI.create("http://localhost:" + server.port() + "/");
    this.routes = routes(issuer, clock);
  }

  /// Starts the API on this machine alone. The issuer need not run yet.
  ///
  /// @param port 0 for any that is free
  /// @param issuer whose tokens are accepted, exactly as in their `iss`
  /// @throws IOException when the port is taken
  /// @throws IllegalArgumentException for an issuer that is not an https URL (http only on
  ///   loopback)
  public static DemoApi start(int port, String issuer) throws IOException {
    return start(port, issuer, InstantSource.system());
  }

  /// The same with another clock.
  ///
  /// @throws IOException when the port is taken
  public static DemoApi start(int port, String issuer, InstantSource clock) throws IOException {
    LoopbackServer server = LoopbackServer.bind(port);
    try {
      DemoApi api = new DemoApi(server, issuer, clock);
      server.serve(api::handle);
      return api;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /// The port that it listens on.
  public int port() {
    return server.port();
  }

  /// Its resource identifier, the `aud` of its tokens (RFC 8707 §2), and the base of its addresses:
  /// `http://localhost:PORT/`.
  public URI resource() {
    return resource;
  }

  /// Lets the requests that are under way finish, for two seconds at most.
  @Override
  public void close() {
    server.close();
  }

  private Map<String, Map<String, HttpHandler>> routes(String issuer, InstantSource clock) {
    ResourceServerSettings settings =
        ResourceServerSettings.of(issuer, resource.toString())
            .metadata(m ->
                m.scopesSupported("playlist.read", "playlist.write")
                    .resourceName("Demo music API"));
    ResourceServer today = ResourceServer.of(settings, Fetcher.http(), clock);
    ProtectedResourceMetadata metadata = today.metadata().orElseThrow();
    ResourceServer tomorrow =
        ResourceServer.of(settings, Fetcher.http(), () -> clock.instant().plus(Duration.ofDays(1)));

    Map<String, Map<String, HttpHandler>> all = new LinkedHashMap<>();
    all.put("/", Map.of("GET", this::index));
    all.put(metadata.path(), Map.of("GET", exchange -> publish(exchange, metadata.json())));
    all.put(
        "/v1/playlists",
        Map.of(
            "GET", protect(today.require(scope("playlist.read")), this::list),
            "POST", protect(today.require(scope("playlist.write")), this::add)));
    all.put(
        "/v1/tomorrow/playlists",
        Map.of("GET", protect(tomorrow.require(scope("playlist.read")), this::list)));
    all.put("/v1/me", Map.of("GET", protect(today, DemoApi::me)));
    all.put(
        "/v1/basic/hello",
        Map.of(
            "GET",
            protect(BasicAuthenticator.of("Demo music API", DemoApi::basicUser), DemoApi::hello)));
    return all;
  }

  private static <P> HttpHandler protect(
      Authenticator<P> authenticator, ProtectedHandler.Accepted<P> accepted) {
    return ProtectedHandler.of(
        authenticator, accepted, (exchange, refusal) -> ApiAnswer.refusal(refusal).send(exchange));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try {
      Optional<Map<String, HttpHandler>> methods =
          Optional.ofNullable(routes.get(exchange.getRequestURI().getRawPath()));
      if (methods.isEmpty()) {
        ApiAnswer.error(404, "There is nothing here; GET / lists what there is.").send(exchange);
        return;
      }
      String method = exchange.getRequestMethod();
      // RFC 9110 §9.3.2: HEAD is GET without the body.
      Optional<HttpHandler> handler =
          Optional.ofNullable(methods.get().get(method.equals("HEAD") ? "GET" : method));
      if (handler.isEmpty()) {
        String allowed = String.join(", ", new TreeSet<>(methods.get().keySet()));
        ApiAnswer.error(405, "This answers " + allowed + " only.")
            .with("Allow", allowed)
            .send(exchange);
        return;
      }
      handler.get().handle(exchange);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a request of the demo API failed", e);
      ApiAnswer.error(500, "This went wrong at our side.").send(exchange);
    }
  }

  private void index(HttpExchange exchange) throws IOException {
    List<String> requests =
        routes.entrySet().stream()
            .flatMap(route ->
                new TreeSet<>(route.getValue().keySet())
                    .stream().map(method -> method + " " + route.getKey()))
            .toList();
    ApiAnswer.of(200, Json.object().with("name", "Demo music API").with("requests", requests))
        .send(exchange);
  }

  private static void publish(HttpExchange exchange, String json) throws IOException {
    // RFC 9728 §3: clients in browsers read it too.
    new ApiAnswer(200, Map.of(), json).with("Access-Control-Allow-Origin", "*").send(exchange);
  }

  private void list(HttpExchange exchange, VerifiedToken token) throws IOException {
    List<Json> items = playlists.of(token.subject()).stream().map(DemoApi::json).toList();
    ApiAnswer.of(200, Json.object().with("items", items).with("total", items.size()))
        .send(exchange);
  }

  private void add(HttpExchange exchange, VerifiedToken token) throws IOException {
    addFrom(exchange, token.subject()).send(exchange);
  }

  private ApiAnswer addFrom(HttpExchange exchange, String subject) throws IOException {
    String type =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type")).orElse("");
    if (!type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
      return ApiAnswer.error(415, "Send JSON, with the header Content-Type: application/json.");
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      return ApiAnswer.error(413, "The body is longer than " + MAX_BODY + " bytes.");
    }
    Optional<String> name = name(body);
    if (name.isEmpty()) {
      return ApiAnswer.error(
          400, "Send {\"name\":\"…\"}, a name of 1 to " + MAX_NAME + " characters on one line.");
    }
    return playlists
        .add(subject, name.get())
        .map(playlist -> ApiAnswer.of(201, json(playlist)))
        .orElseGet(() ->
            ApiAnswer.error(
                409,
                "There are "
                    + Playlists.MAX_PER_SUBJECT
                    + " playlists already; a restart forgets the added ones."));
  }

  private static Optional<String> name(byte[] body) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      // The library reads the text `null` as null.
      Map<String, Object> json = JSONObjectUtils.parse(text);
      return json != null && json.get("name") instanceof String name
          ? Optional.of(name.strip()).filter(DemoApi::isName)
          : Optional.empty();
    } catch (CharacterCodingException | ParseException e) {
      return Optional.empty();
    }
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_NAME
        && name.chars().noneMatch(Character::isISOControl);
  }

  private static Json json(Playlists.Playlist playlist) {
    return Json.object().with("id", playlist.id()).with("name", playlist.name());
  }

  /// RFC 9068 §2.2: in a token that a client got for itself, `sub` is the client.
  private static void me(HttpExchange exchange, VerifiedToken token) throws IOException {
    boolean client = token.clientId().filter(token.subject()::equals).isPresent();
    Json json =
        Json.object().with("kind", client ? "client" : "person").with("sub", token.subject());
    token.clientId().ifPresent(id -> json.with("client_id", id));
    json.with("scope", token.scope().toString()).with("roles", new TreeSet<>(token.roles()));
    ApiAnswer.of(200, json).send(exchange);
  }

  /// The user-id is no secret, and the password is compared in constant time. An API with people of
  /// its own compares a slow hash.
  private static Optional<String> basicUser(BasicCredentials credentials) {
    boolean right =
        MessageDigest.isEqual(
            credentials.password().getBytes(StandardCharsets.UTF_8),
            BASIC_PASSWORD.getBytes(StandardCharsets.UTF_8));
    return right && credentials.userId().equals(BASIC_USER_ID)
        ? Optional.of(BASIC_USER_ID)
        : Optional.empty();
  }

  private static void hello(HttpExchange exchange, String user) throws IOException {
    ApiAnswer.of(200, Json.object().with("message", "Hello, " + user + ".")).send(exchange);
  }
}
