package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.Base64URL;
import dev.mapae.authorizationserver.assertion.TrustedIssuer;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.issue.IdTokenHints;
import dev.mapae.authorizationserver.key.KeyEncryption;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.ServerKeys;
import dev.mapae.authorizationserver.key.SigningKey;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import dev.mapae.authorizationserver.registration.SoftwareStatementIssuer;
import dev.mapae.authorizationserver.store.ClientKeySource.Jwks;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What bounds the JWTs of others, as docs/reference/algorithms.md has it: RFC 8725, RFC 7519.
class JwtsFromOutsideTests {
  private static final String IDP = Rfc7523JwtBearerGrantTests.IDP;
  private static final String BEARER = Rfc7523JwtBearerGrantTests.GRANT;
  private static final Duration SKEW = Duration.ofSeconds(30);

  private static final String ACCESS_TOKEN = "access token of";
  private static final String HINT = "`id_token_hint`";

  /// Rows of JWTs that were made here, or are tested where their provider is.
  private static final List<String> ELSEWHERE = List.of("ID token of", ACCESS_TOKEN, HINT);

  /// A row of the page.
  record Row(String what, String typ, String most, String life) {
    List<String> types() {
      return Pattern.compile("`([^`]+)`").matcher(typ).results().map(r -> r.group(1)).toList();
    }

    int kibibytes() {
      return Integer.parseInt(most.split(" ", 2)[0]);
    }

    Duration longest() {
      Matcher m = Pattern.compile("at most (\\d+) (minutes|hours|days)").matcher(life);
      assertThat(m.find()).as(life).isTrue();
      MatchResult found = m.toMatchResult();
      long n = Long.parseLong(found.group(1));
      return switch (found.group(2)) {
        case "minutes" -> Duration.ofMinutes(n);
        case "hours" -> Duration.ofHours(n);
        default -> Duration.ofDays(n);
      };
    }

    boolean isCountedFromIat() {
      return life.startsWith("`iat`");
    }

    @Override
    public String toString() {
      return what;
    }
  }

  /// How one is made and brought.
  ///
  /// @param header besides `alg` and `typ`
  private record Use(
      Map<String, Object> header, Map<String, Object> claims, Predicate<String> isTaken) {}

  private final List<TestServer> servers = new ArrayList<>();
  private String published = "";
  private TestServer server;
  private TestServer registering;

  @BeforeEach
  void start() {
    server =
        opened(
            Seams.trusting(
                (url, type, namedBy) ->
                    new Fetched(published.getBytes(StandardCharsets.US_ASCII), Optional.empty()),
                new TrustedIssuer(
                    IDP,
                    jwks(),
                    new TrustedIssuer.Subjects.Usernames(),
                    Set.of("partner"),
                    Scope.parse("playlist.read"))));
    registering =
        opened(
            Seams.registering(Mode.OPEN, false, Fetcher.none())
                .takingStatements(new SoftwareStatementIssuer(IDP, jwks(), false)));
  }

  private TestServer opened(Seams seams) {
    TestServer opened = new TestServer(Engine.preset(), declarations(), seams);
    servers.add(opened);
    return opened;
  }

  @AfterEach
  void close() {
    servers.forEach(TestServer::close);
  }

  private static Jwks jwks() {
    return new Jwks(new JWKSet(RequestObjectScene.KEY).toPublicJWKSet().toString());
  }

  private static Declarations declarations() {
    return Declared.withAll(
        RequestObjectScene.declarations(),
        new DeclaredClient(
            Samples.client("keyed")
                .grants("client_credentials")
                .scope("playlist.read")
                .keys(jwks())
                .build("private_key_jwt"),
            List.of()),
        Samples.confidential(Samples.client("partner").grants(BEARER).scope("playlist.read")));
  }

  private static List<Row> rows() throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("..", "docs", "reference", "algorithms.md")).stream()
            .dropWhile(line -> !line.equals("## What comes from outside"))
            .dropWhile(line -> !line.startsWith("| ---"))
            .skip(1)
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    return lines.stream()
        .map(line -> line.split("\\|", -1))
        .map(cells ->
            new Row(cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip()))
        .toList();
  }

  static Stream<Row> tried() throws IOException {
    return rows().stream().filter(row -> ELSEWHERE.stream().noneMatch(row.what()::startsWith));
  }

  private long now() {
    return server.clock.instant().getEpochSecond();
  }

  private Map<String, Object> claims(String issuer, Object... more) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer);
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("iat", now());
    claims.put("exp", now() + 60);
    claims.put("aud", TestServer.ISSUER.value());
    for (int i = 0; i < more.length; i += 2) {
      claims.put((String) more[i], more[i + 1]);
    }
    return claims;
  }

  private Map<String, Object> request() {
    Map<String, Object> claims = claims("signer");
    Ask.of("signer", RequestObjectScene.CALLBACK, "openid").parameters().stream()
        .forEach(p -> claims.put(p.getKey(), p.getValue().getFirst()));
    return claims;
  }

  private static boolean isFine(Response response) {
    return response.status() == 200 || response.status() == 201;
  }

  private Use use(Row row) {
    String what = row.what().split(" \\(", 2)[0];
    return switch (what) {
      case "`client_assertion`" ->
          new Use(
              Map.of(),
              claims("keyed", "sub", "keyed"),
              jwt ->
                  isFine(server.post("/token", TestAssertion.in(TestClients.credentials(), jwt))));
      case "`assertion` of a grant" ->
          new Use(
              Map.of(),
              claims(IDP, "sub", "alice"),
              jwt ->
                  isFine(
                      server.post(
                          "/token",
                          form("grant_type", BEARER, "assertion", jwt),
                          "Authorization",
                          TestServer.basic("partner"))));
      case "`software_statement`" ->
          new Use(
              Map.of(),
              claims(IDP, "software_id", "4NRB1"),
              jwt ->
                  isFine(
                      new Registering(registering)
                          .post(Registering.metadata("software_statement", jwt))));
      case "request object, sent or pushed" ->
          new Use(
              Map.of(),
              request(),
              jwt ->
                  isFine(
                      server.post(
                          "/par",
                          form("request", jwt),
                          "Authorization",
                          TestServer.basic("signer"))));
      case "request object, published" -> new Use(Map.of(), request(), this::isTakenWherePublished);
      case "DPoP proof" ->
          new Use(
              Map.of("jwk", RequestObjectScene.KEY.toPublicJWK().toJSONObject()),
              claims("x", "htm", "POST", "htu", TestServer.ISSUER.url("/token")),
              jwt ->
                  isFine(
                      server.post(
                          "/token",
                          TestClients.credentials(),
                          "Authorization",
                          TestServer.basic("service"),
                          "DPoP",
                          jwt)));
      default -> throw new AssertionError("nobody tries " + row);
    };
  }

  private boolean isTakenWherePublished(String jwt) {
    server.clock.advance(Duration.ofSeconds(11));
    published = jwt;
    TestBrowser browser = new TestBrowser(server);
    browser.get(
        "/authorize?"
            + form("client_id", "signer", "request_uri", RequestObjectScene.URI).encode());
    return browser.path().equals("/sign-in");
  }

  /// One that is good but for what a test changes.
  private final class Made {
    final Use use;
    final Map<String, Object> header = new LinkedHashMap<>();
    final Map<String, Object> claims;

    Made(Row row) {
      // What is fetched is fetched a little later.
      registering.clock.set(server.clock.instant());
      use = use(row);
      header.put("alg", "ES256");
      header.put("typ", row.types().getFirst());
      header.putAll(use.header());
      claims = use.claims();
    }

    Made header(String name, Object value) {
      header.put(name, value);
      return this;
    }

    Made claim(String name, Object value) {
      claims.put(name, value);
      return this;
    }

    String jwt(JWSAlgorithm algorithm, JWSSigner signer) {
      String input =
          Base64URL.encode(Json.write(header)) + "." + Base64URL.encode(Json.write(claims));
      try {
        byte[] bytes = input.getBytes(StandardCharsets.US_ASCII);
        return input + "." + signer.sign(new JWSHeader(algorithm), bytes);
      } catch (JOSEException e) {
        throw new AssertionError(e);
      }
    }

    String jwt() {
      try {
        return jwt(JWSAlgorithm.ES256, new ECDSASigner(RequestObjectScene.KEY));
      } catch (JOSEException e) {
        throw new AssertionError(e);
      }
    }

    boolean isTaken() {
      return use.isTaken().test(jwt());
    }
  }

  @Test
  void each_row_of_the_page_is_tried_or_named() throws IOException {
    assertThat(rows()).hasSize(9);
    assertThat(tried()).hasSize(6);
  }

  @ParameterizedTest
  @MethodSource("tried")
  void typ_is_what_the_page_says(Row row) {
    for (String typ : row.types()) {
      assertThat(new Made(row).header("typ", typ).isTaken()).as(typ).isTrue();
    }
    Made untyped = new Made(row);
    untyped.header.remove("typ");
    assertThat(untyped.isTaken()).as("none").isEqualTo(row.typ().endsWith("or none"));
    for (Object other : List.of("logout+jwt", "at+jwt", "", 1, List.of("JWT"))) {
      assertThat(new Made(row).header("typ", other).isTaken()).as("%s", other).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("tried")
  void life_is_what_the_page_says(Row row) {
    Duration longest = row.longest();
    // What is published is fetched by a clock that went on.
    long late = row.what().contains("published") ? 11 : 0;
    if (row.isCountedFromIat()) {
      assertThat(new Made(row).claim("iat", now() - longest.toSeconds()).isTaken()).isTrue();
      assertThat(new Made(row).claim("iat", now() - longest.toSeconds() - 1).isTaken()).isFalse();
      Made endless = new Made(row);
      endless.claims.remove("iat");
      assertThat(endless.isTaken()).isFalse();
    } else {
      long last = longest.plus(SKEW).toSeconds() + late;
      assertThat(new Made(row).claim("exp", now() + last).isTaken()).isTrue();
      assertThat(new Made(row).claim("exp", now() + last + 1).isTaken()).isFalse();
      assertThat(new Made(row).claim("exp", now() - 30).isTaken()).as("expired").isFalse();
      Made endless = new Made(row);
      endless.claims.remove("exp");
      assertThat(endless.isTaken()).isEqualTo(row.life().contains("where it has one"));
    }
    assertThat(new Made(row).claim("iat", now() + 60 + late).isTaken()).as("ahead").isFalse();
    assertThat(new Made(row).claim("nbf", now() + 60 + late).isTaken()).as("ahead").isFalse();
  }

  @ParameterizedTest
  @MethodSource("tried")
  void size_and_depth_are_what_the_page_says(Row row) {
    // Neither a parameter of a request nor a member that is told again.
    String padding = row.what().contains("request object") ? "jti" : "padding";
    // Base64url makes four characters of three, and the rest of it is not longer than a kilobyte.
    int most = row.kibibytes() * 768;
    assertThat(new Made(row).claim(padding, "x".repeat(most - 1024)).isTaken()).isTrue();
    assertThat(new Made(row).claim(padding, "x".repeat(most)).isTaken()).isFalse();
    assertThat(new Made(row).claim(padding, nested(7)).isTaken()).isTrue();
    assertThat(new Made(row).claim(padding, nested(8)).isTaken()).isFalse();
  }

  private static Object nested(int deep) {
    return deep == 0 ? "x" : List.of(nested(deep - 1));
  }

  @ParameterizedTest
  @MethodSource("tried")
  void nothing_has_to_be_understood(Row row) {
    assertThat(new Made(row).header("crit", List.of("odd")).header("odd", 1).isTaken()).isFalse();
    assertThat(new Made(row).header("crit", List.of()).isTaken()).isFalse();
    assertThat(new Made(row).header("b64", false).isTaken()).isFalse();
  }

  @Test
  void an_access_token_comes_back_as_it_was_written() throws IOException {
    TestClients clients = new TestClients(server);
    String token = (String) clients.tokens("web", "openid").get("access_token");
    assertComesBackAsWritten(
        ACCESS_TOKEN, "ES256", clients.claims(token), jwt -> clients.isActive("web", jwt));
  }

  @Test
  void a_hint_comes_back_as_it_was_written() throws IOException {
    TestClients clients = new TestClients(server);
    String token = (String) clients.tokens("web", "openid").get("id_token");
    IdTokenHints hints = new IdTokenHints(TestServer.ISSUER.value(), this::keys);
    assertComesBackAsWritten(
        HINT, "RS256", clients.claims(token), jwt -> hints.clientId(jwt).isPresent());
  }

  private KeyRing keys() {
    var encryption =
        new KeyEncryption(
            List.of(TestServer.keyEncryptionKey()), TestServer.ISSUER.value(), new SecureRandom());
    return new ServerKeys(server.stores.keys(), encryption, server.clock).get();
  }

  private void assertComesBackAsWritten(
      String what, String alg, Map<String, Object> claims, Predicate<String> isTaken)
      throws IOException {
    Row row = rows().stream().filter(r -> r.what().startsWith(what)).findFirst().orElseThrow();
    String typ = row.types().getFirst();
    SigningKey key = keys().signing(alg).orElseThrow();
    byte[] payload = Json.write(claims).getBytes(StandardCharsets.UTF_8);
    assertThat(isTaken.test(key.sign(typ, payload))).isTrue();
    // What follows the typ is in the header as well.
    assertThat(isTaken.test(key.sign(typ + "\",\"odd\":\"1", payload))).as("odd").isTrue();
    for (String more :
        List.of("'crit':['odd']", "'crit':[]", "'b64':false", "'odd':[[[[[[[[1]]]]]]]]")) {
      String header = typ + "\"," + more.replace('\'', '"') + ",\"other\":\"";
      assertThat(isTaken.test(key.sign(header, payload))).as(more).isFalse();
    }
    int most = row.kibibytes() * 768;
    for (int length : List.of(most - 2048, most)) {
      Map<String, Object> longer = new LinkedHashMap<>(claims);
      longer.put("padding", "x".repeat(length));
      byte[] padded = Json.write(longer).getBytes(StandardCharsets.UTF_8);
      assertThat(isTaken.test(key.sign(typ, padded))).isEqualTo(length < most);
    }
  }

  /// Row 9 of the mistakes of this field.
  @ParameterizedTest
  @MethodSource("tried")
  void alg_is_one_of_the_key(Row row) throws JOSEException {
    for (String alg : List.of("none", "None", "ES384", "RS256", "PS256", "EdDSA", "ES256K")) {
      assertThat(new Made(row).header("alg", alg).isTaken()).as(alg).isFalse();
    }
    String unsigned = new Made(row).header("alg", "none").jwt();
    assertThat(
            new Made(row).use.isTaken().test(unsigned.substring(0, unsigned.lastIndexOf('.') + 1)))
        .isFalse();
    byte[] publicKey =
        RequestObjectScene.KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
    Made hmac = new Made(row).header("alg", "HS256");
    assertThat(hmac.use.isTaken().test(hmac.jwt(JWSAlgorithm.HS256, new MACSigner(publicKey))))
        .isFalse();
  }
}
