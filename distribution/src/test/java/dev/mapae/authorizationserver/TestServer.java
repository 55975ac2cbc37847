package dev.mapae.authorizationserver;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.http.Headers;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.http.Route;
import dev.mapae.authorizationserver.http.Router;
import dev.mapae.authorizationserver.key.KeySchedule;
import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.Parameters;
import dev.mapae.resourceowner.ResourceOwnerPages;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The whole authorization server in process, on a real database in a temporary folder, with a
/// clock that the test moves: a request goes in, a response comes out.
public final class TestServer implements AutoCloseable {
  public static final Issuer ISSUER = new Issuer("https://id.example.com");

  // The first server of an issuer makes its keys, which takes longer than most tests; those after
  // it find them in their database.
  private static final Map<Issuer, List<SealedKey>> KEYS = new ConcurrentHashMap<>();

  public final TestClock clock;
  public final ConcurrentLinkedQueue<AuditEvent> audit = new ConcurrentLinkedQueue<>();
  public final Stores stores;
  public final AuthorizationServer server;
  public final TestDatabase database;

  private final Computing computing = new Computing();
  private final InstantSource time;
  private final Issuer issuer;
  private final Declarations declarations;
  private final Router router;
  private final Runnable release;

  /// A server with the entries of [Samples].
  public TestServer() {
    this(Engine.preset());
  }

  TestServer(Engine engine) {
    this(engine.fresh(), ISSUER, Samples.declarations());
  }

  public TestServer(Issuer issuer, Declarations declarations) {
    this(Engine.preset().fresh(), issuer, declarations);
  }

  TestServer(TestDatabase database, Issuer issuer, Declarations declarations) {
    this(database, issuer, declarations, UnaryOperator.identity());
  }

  TestServer(Issuer issuer, Declarations declarations, UnaryOperator<Stores> around) {
    this(Engine.preset().fresh(), issuer, declarations, around);
  }

  /// @param database which is closed with the server
  /// @param around puts something around the stores that the server asks
  TestServer(
      TestDatabase database,
      Issuer issuer,
      Declarations declarations,
      UnaryOperator<Stores> around) {
    this(database, issuer, declarations, Seams.stores(around));
  }

  TestServer(TestDatabase database, Issuer issuer, Declarations declarations, Seams seams) {
    this(
        new TestClock(),
        database,
        withKeys(database.open(issuer.value()), issuer),
        issuer,
        declarations,
        seams,
        database::close);
    KEYS.putIfAbsent(
        issuer,
        stores.keys().all().stream().filter(key -> everyServerHas(key.algorithm())).toList());
  }

  /// A server of [#ISSUER] on an empty database.
  public TestServer(Engine engine, Declarations declarations, Seams seams) {
    this(engine.fresh(), ISSUER, declarations, seams);
  }

  private TestServer(
      TestClock clock,
      TestDatabase database,
      Stores opened,
      Issuer issuer,
      Declarations declarations,
      Seams seams,
      Runnable release) {
    this.clock = clock;
    this.time = seams.clock.apply(clock);
    this.database = database;
    this.stores = computing.around(seams.stores.apply(opened));
    this.issuer = issuer;
    this.declarations = declarations;
    this.release = release;
    ResourceOwnerPages pages =
        new ResourceOwnerPages(
            issuer,
            seams.looks,
            (request, error) -> audit.add(AuditEvent.pageRefused(request, error)));
    server =
        new AuthorizationServer(
            new AuthorizationServer.Parts(
                issuer,
                seams.profile,
                stores,
                List.of(keyEncryptionKey()),
                Optional.of(KeySchedule.PRESET_PERIOD),
                seams.lifetimes,
                seams.hashing,
                seams.breachedPasswords,
                seams.trustedIssuers,
                seams.requirePushedAuthorizationRequests,
                seams.requireSignedRequestObject,
                seams.requireDpopNonce,
                seams.mutualTls,
                seams.registration,
                seams.openIdScopes,
                seams.peopleMayRegister,
                seams.secondFactor,
                seams.upstreamProviders,
                seams.signIn,
                seams.elsewhere,
                seams.mail,
                pages,
                computing.around(seams.fetcher),
                audit::add,
                time,
                seams.random));
    server.reconcile(declarations);
    List<Route> routes = new ArrayList<>(server.routes());
    routes.addAll(pages.routes(server.interaction()));
    router = new Router(routes, server.errors());
  }

  /// A server on an empty database: it makes keys that no other has.
  static TestServer withKeysOfItsOwn() {
    TestDatabase database = Engine.preset().fresh();
    return new TestServer(
        new TestClock(),
        database,
        database.open(ISSUER.value()),
        ISSUER,
        Samples.declarations(),
        Seams.stores(UnaryOperator.identity()),
        database::close);
  }

  /// Another node: a server on the same database, with the same clock. It is closed first.
  TestServer beside() {
    return beside(Seams.stores(UnaryOperator.identity()));
  }

  public TestServer beside(Seams seams) {
    Stores opened = database.openBeside(issuer.value());
    return new TestServer(clock, database, opened, issuer, declarations, seams, () -> {});
  }

  static byte[] keyEncryptionKey() {
    return "thirty-two bytes to seal keys by".getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean everyServerHas(String algorithm) {
    return Set.of("ES256", "RS256", "HS256", "A256GCM").contains(algorithm);
  }

  private static Stores withKeys(Stores stores, Issuer issuer) {
    stores.keys().change(Set.of(), KEYS.getOrDefault(issuer, List.of()), Set.of());
    return stores;
  }

  /// Deletes what has expired, as the server does once a minute.
  public void sweep() {
    try (Housekeeping housekeeping = new Housekeeping(stores, time, System::nanoTime, List.of())) {
      housekeeping.sweep();
    }
  }

  public Response handle(Request request) {
    return computing.handle(router, request);
  }

  /// Whether the server says that a request takes nothing but computing.
  boolean isComputed(Request request) {
    return router.isComputed(request);
  }

  /// A GET without cookies.
  ///
  /// @param headers names and values in turn
  public Response get(String url, String... headers) {
    return handle(request("GET", url, Parameters.empty(), fields(headers)));
  }

  /// A form post without cookies.
  ///
  /// @param headers names and values in turn
  public Response post(String path, Parameters form, String... headers) {
    return handle(request("POST", path, form, fields(headers)));
  }

  private static List<Map.Entry<String, String>> fields(String... headers) {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    for (int i = 0; i < headers.length; i += 2) {
      fields.add(Map.entry(headers[i], headers[i + 1]));
    }
    return fields;
  }

  /// A request of the token endpoint by a confidential client.
  public Response token(String clientId, Parameters form) {
    return post("/token", form, "Authorization", basic(clientId));
  }

  /// The `Authorization` header of a client of [Samples].
  public static String basic(String clientId) {
    return new BasicCredentials(clientId, Samples.secret(clientId)).formEncoded().header();
  }

  static Request request(
      String method, String url, Parameters form, List<Map.Entry<String, String>> headers) {
    String below = url.startsWith("https://") ? url.substring(url.indexOf('/', 8)) : url;
    int question = below.indexOf('?');
    List<Map.Entry<String, String>> all = new ArrayList<>(headers);
    if (method.equals("POST")
        && headers.stream().noneMatch(h -> h.getKey().equals("Content-Type"))) {
      all.add(Map.entry("Content-Type", "application/x-www-form-urlencoded"));
    }
    return new Request(
        method,
        question < 0 ? below : below.substring(0, question),
        question < 0 ? "" : below.substring(question + 1),
        Headers.of(all),
        form.encode().getBytes(StandardCharsets.US_ASCII),
        "192.0.2.1");
  }

  /// The error code on a page for the person: what the text of `#error` begins with.
  public static String shownError(Response response) {
    String html = new String(response.body(), StandardCharsets.UTF_8);
    Matcher m = Pattern.compile("id=\"error\"[^>]*>(?:<[^>]*>)*([a-z_]+)[^a-z_]").matcher(html);
    if (!m.find()) {
      throw new AssertionError("no #error, " + response.status() + "\n" + html);
    }
    return m.group(1);
  }

  /// How many rows each table has, but for the counters of wrong passwords: of those there is a
  /// fixed number.
  public Map<String, Integer> rows() {
    Map<String, Integer> rows = database.counts();
    rows.remove(TestDatabase.COUNTERS);
    return rows;
  }

  /// The body of a response as JSON.
  public static Map<String, Object> json(Response response) {
    return parse(new String(response.body(), StandardCharsets.UTF_8));
  }

  static Map<String, Object> parse(String json) {
    try {
      return JSONObjectUtils.parse(json);
    } catch (ParseException e) {
      throw new AssertionError("not JSON: " + json, e);
    }
  }

  @Override
  public void close() {
    server.close();
    stores.close();
    release.run();
  }
}
