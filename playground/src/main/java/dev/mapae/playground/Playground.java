package dev.mapae.playground;

import com.sun.net.httpserver.HttpExchange;
import dev.mapae.client.ClientSecretBasic;
import dev.mapae.client.Environment;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/// The page that plays the flows message by message: the client of RFC 6749 §1.1.
///
/// Everything that it shows went over the wire. What it remembers is in memory, bounded, and lasts
/// two hours.
public final class Playground implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Playground.class.getName());
  private static final int MAX_FORM = 8 * 1024;

  private final LoopbackServer server;
  private final Sessions sessions;
  private final Stage stage;
  private final Pages pages;
  private final Assets assets = new Assets();
  private final PageAnswer.Headers headers;
  private final String host;

  private Playground(
      LoopbackServer server,
      String issuer,
      URI api,
      ClientSecretBasic client,
      Environment environment) {
    this.server = server;
    this.host = "localhost:" + server.port();
    Cast cast =
        new Cast(issuer, api, client, URI.create("http://" + host + "/callback"), environment);
    this.sessions = new Sessions(environment.clock(), environment.random());
    this.stage = new Stage(cast);
    this.pages = new Pages(cast, assets);
    this.headers = new PageAnswer.Headers(issuer);
  }

  /// Starts the page on this machine alone. Neither server need run yet.
  ///
  /// @param port 0 for any that is free
  /// @param issuer the authorization server, exactly as it writes its issuer identifier
  /// @param api the base of the demo API's addresses: [DemoApi#resource()]
  /// @param client the name and secret under which the page is registered at the issuer, for the
  ///   grants `client_credentials`, `authorization_code` and `refresh_token`, with the redirect URI
  ///   `http://localhost:PORT/callback`; they are shown to every visitor
  /// @throws IOException when the port is taken
  public static Playground start(int port, String issuer, URI api, ClientSecretBasic client)
      throws IOException {
    return start(port, issuer, api, client, Environment.standard());
  }

  /// The same with a network, clock and randomness of the caller's.
  ///
  /// @throws IOException when the port is taken
  public static Playground start(
      int port, String issuer, URI api, ClientSecretBasic client, Environment environment)
      throws IOException {
    LoopbackServer server = LoopbackServer.bind(port);
    Playground playground = new Playground(server, issuer, api, client, environment);
    server.serve(playground::handle);
    return playground;
  }

  /// The port that it listens on.
  public int port() {
    return server.port();
  }

  /// Where to point a browser.
  public URI address() {
    return URI.create("http://" + host + "/");
  }

  /// Where it takes authorization responses: `http://localhost:PORT/callback`.
  public URI redirectUri() {
    return address().resolve("callback");
  }

  /// Lets the requests that are under way finish, for two seconds at most.
  @Override
  public void close() {
    server.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      answerOrApologize(exchange).send(exchange);
    }
  }

  private PageAnswer answerOrApologize(HttpExchange exchange) throws IOException {
    try {
      return answer(exchange);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a request of the playground failed", e);
      return PageAnswer.plain(500, "This went wrong at our side.");
    }
  }

  private PageAnswer answer(HttpExchange exchange) throws IOException {
    // Another name for this machine has cookies of its own, and a stranger's name that resolves to
    // it must not get at the page.
    if (!host.equals(exchange.getRequestHeaders().getFirst("Host"))) {
      return PageAnswer.redirect(address());
    }
    String path = exchange.getRequestURI().getRawPath();
    Optional<Assets.Asset> asset = assets.find(path);
    if (asset.isPresent()) {
      return headers.asset(asset.get());
    }
    Visit visit = visit(exchange);
    synchronized (visit.session()) {
      return switch (exchange.getRequestMethod()) {
        case "GET", "HEAD" -> get(path, visit);
        case "POST" -> post(path, visit, exchange);
        default -> PageAnswer.plain(405, "GET or POST.").with("Allow", "GET, POST");
      };
    }
  }

  private PageAnswer get(String path, Visit visit) {
    if (path.equals("/callback")) {
      URI callback = URI.create(address().resolve(path) + "?" + visit.query());
      return stage
          .arrive(visit.session(), callback, visit.messages().language())
          .map(PageAnswer::redirect)
          .orElseGet(() -> page(400, visit, pages.mistake(visit.messages(), "no-departure")));
    }
    if (path.equals("/")) {
      return page(200, visit, pages.home(visit.messages()));
    }
    return Flow.of(path.substring(1))
        .map(flow -> page(200, visit, pages.flow(visit.messages(), flow, visit.session())))
        .orElseGet(() -> notFound(visit));
  }

  private PageAnswer post(String path, Visit visit, HttpExchange exchange) throws IOException {
    String[] parts = path.split("/", -1);
    Optional<Flow> flow = parts.length == 3 ? Flow.of(parts[1]) : Optional.empty();
    Optional<Action> action = flow.flatMap(known -> Action.of(known, parts[2]));
    if (flow.isEmpty() || action.isEmpty()) {
      return notFound(visit);
    }
    if (!isOurForm(visit.session(), exchange)) {
      return page(403, visit, pages.mistake(visit.messages(), "foreign-form"));
    }
    return PageAnswer.redirect(
        stage.play(visit.session(), flow.get(), action.get(), visit.messages().language()));
  }

  /// Whether a form came from a page that was made for this browser.
  private static boolean isOurForm(Session session, HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_FORM + 1);
    if (body.length > MAX_FORM) {
      return false;
    }
    try {
      String token =
          Parameters.parse(new String(body, StandardCharsets.UTF_8)).required("form_token");
      return MessageDigest.isEqual(
          token.getBytes(StandardCharsets.UTF_8),
          session.formToken().getBytes(StandardCharsets.UTF_8));
    } catch (ProtocolException e) {
      return false;
    }
  }

  private PageAnswer notFound(Visit visit) {
    return page(404, visit, pages.mistake(visit.messages(), "not-found"));
  }

  private PageAnswer page(int status, Visit visit, Html html) {
    PageAnswer answer = headers.page(status, html);
    for (String cookie : visit.cookies()) {
      answer = answer.with("Set-Cookie", cookie);
    }
    return answer;
  }

  private Visit visit(HttpExchange exchange) {
    return Visit.of(exchange, sessions, "_" + server.port());
  }
}
