package dev.mapae.authorizationserver;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.http.Headers;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.http.Route;
import dev.mapae.authorizationserver.http.Router;
import dev.mapae.authorizationserver.key.KeySchedule;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.Parameters;
import dev.mapae.resourceowner.ResourceOwnerPages;
import dev.mapae.storage.SqliteStores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

  public final TestClock clock = new TestClock();
  public final ConcurrentLinkedQueue<AuditEvent> audit = new ConcurrentLinkedQueue<>();
  public final Stores stores;
  public final AuthorizationServer server;

  /// The file of the database.
  public final Path database;

  private final Path folder;
  private final Router router;

  /// A server with the entries of [Samples].
  public TestServer() {
    this(ISSUER, Samples.declarations());
  }

  public TestServer(Issuer issuer, Declarations declarations) {
    this(issuer, declarations, UnaryOperator.identity());
  }

  /// A server on an empty database: it makes keys that no other has.
  static TestServer withKeysOfItsOwn() {
    return new TestServer(ISSUER, Samples.declarations(), UnaryOperator.identity(), List.of());
  }

  /// @param around puts something around the stores that the server asks
  TestServer(Issuer issuer, Declarations declarations, UnaryOperator<Stores> around) {
    this(issuer, declarations, around, KEYS.getOrDefault(issuer, List.of()));
    KEYS.putIfAbsent(issuer, stores.keys().all());
  }

  private TestServer(
      Issuer issuer,
      Declarations declarations,
      UnaryOperator<Stores> around,
      List<SealedKey> keys) {
    try {
      folder = Files.createTempDirectory("mapae-test");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    database = folder.resolve("mapae.db");
    Stores opened = SqliteStores.open(database, issuer.value());
    opened.keys().establish(keys);
    stores = around.apply(opened);
    ResourceOwnerPages pages = new ResourceOwnerPages(issuer);
    server =
        new AuthorizationServer(
            new AuthorizationServer.Parts(
                issuer,
                stores,
                List.of(new byte[32]),
                Optional.of(KeySchedule.PRESET_PERIOD),
                Lifetimes.PRESET,
                // As cheap as Argon2 can be: the tests are about what happens, not how slowly.
                new Passwords.Cost(8, 1, 1),
                pages,
                audit::add,
                clock,
                new SecureRandom()));
    server.reconcile(declarations);
    List<Route> routes = new ArrayList<>(server.routes());
    routes.addAll(pages.routes(server.interaction()));
    router = new Router(routes, server.errors());
  }

  public Response handle(Request request) {
    return router.handle(request);
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

  /// How many rows each table has.
  public Map<String, Integer> rows() {
    Map<String, Integer> rows = new TreeMap<>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("mapae.db"));
        var statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (var names =
          statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'")) {
        while (names.next()) {
          tables.add(names.getString(1));
        }
      }
      for (String table : tables) {
        try (var count = statement.executeQuery("SELECT count(*) FROM " + table)) {
          rows.put(table, count.getInt(1));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /// The body of a response as JSON.
  public static Map<String, Object> json(Response response) {
    try {
      return JSONObjectUtils.parse(new String(response.body(), StandardCharsets.UTF_8));
    } catch (ParseException e) {
      throw new AssertionError(
          "not JSON: " + new String(response.body(), StandardCharsets.UTF_8), e);
    }
  }

  @Override
  public void close() {
    server.close();
    stores.close();
    try (var files = Files.walk(folder)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
