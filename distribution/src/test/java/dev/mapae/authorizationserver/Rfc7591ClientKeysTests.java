package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.credentials;
import static dev.mapae.authorizationserver.TestServer.json;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import dev.mapae.authorizationserver.clientkey.ClientKeys;
import dev.mapae.authorizationserver.clientkey.UnavailableKeys;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.ClientKeySource.Jwks;
import dev.mapae.authorizationserver.store.ClientKeySource.JwksUri;
import dev.mapae.authorizationserver.store.ClientLogout;
import dev.mapae.authorizationserver.store.Credentials;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7591, client metadata: the keys by which a client signs.
class Rfc7591ClientKeysTests {
  private static final String URI = "https://app.example.com/jwks.json";
  private static final ECKey FIRST = key("first");
  private static final ECKey SECOND = key("second");

  private final TestClock clock = new TestClock();

  /// Every fetch that there was, as `ORIGIN URL`.
  private final List<String> fetches = new ArrayList<>();

  private Published published = () -> fetched(jwks(FIRST));
  private final ClientKeys keys = new ClientKeys(this::fetch, clock);

  /// What is at every URL.
  private interface Published {
    Fetched get();
  }

  private Fetched fetch(String url, DocumentType type, Origin namedBy) {
    assertThat(type).isEqualTo(DocumentType.JSON);
    synchronized (fetches) {
      fetches.add(namedBy + " " + url);
    }
    return published.get();
  }

  private void isAway() {
    published =
        () -> {
          throw new NotFetched(NotFetched.Cause.CONNECTION, "it took longer than 5 s");
        };
  }

  private static ECKey key(String kid) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String jwks(ECKey... keys) {
    return Json.write(
        Map.of("keys", Stream.of(keys).map(k -> k.toPublicJWK().toJSONObject()).toList()));
  }

  private static Fetched fetched(String json) {
    return new Fetched(json.getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  private static Fetched fetched(String json, Duration freshFor) {
    return new Fetched(json.getBytes(StandardCharsets.UTF_8), Optional.of(freshFor));
  }

  private static Client client(String id, Origin origin, Optional<ClientKeySource> source) {
    return new Client(
        id,
        origin,
        true,
        Credentials.of("private_key_jwt"),
        source,
        Set.of("client_credentials"),
        List.of(),
        Scope.empty(),
        false,
        Requirements.PRESET,
        RequestObjectPolicy.PRESET,
        Duration.ZERO,
        Lifetimes.PRESET,
        ResponseAlgorithms.PRESET,
        ClientLogout.PRESET,
        Map.of());
  }

  private static Client client(ClientKeySource source) {
    return client("app", Origin.DECLARED, Optional.of(source));
  }

  private static Client remote() {
    return client(new JwksUri(URI));
  }

  private static JWSObject signed(ECKey key) {
    return signed(key, new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build());
  }

  private static JWSObject signed(ECKey key, JWSHeader header) {
    try {
      JWSObject jws = new JWSObject(header, new Payload("{}"));
      jws.sign(new ECDSASigner(key));
      return jws;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Nested
  class Section_2_jwks {
    @Test
    void has_the_key_that_signed() {
      Client client = client(new Jwks(jwks(FIRST, SECOND)));
      assertThat(keys.verify(client, signed(FIRST))).isTrue();
      assertThat(keys.verify(client, signed(SECOND))).isTrue();
      assertThat(keys.verify(client, signed(key("third")))).isFalse();
    }

    @Test
    void is_searched_whole_when_the_header_names_no_key() {
      JWSHeader header = new JWSHeader(JWSAlgorithm.ES256);
      Client client = client(new Jwks(jwks(FIRST, SECOND)));
      assertThat(keys.verify(client, signed(SECOND, header))).isTrue();
      assertThat(keys.verify(client, signed(key("first"), header))).isFalse();
    }

    @Test
    void with_the_same_kid_and_another_key_is_another() {
      assertThat(keys.verify(client(new Jwks(jwks(FIRST))), signed(key("first")))).isFalse();
    }

    @Test
    void that_the_client_changed_is_taken_up_at_once() {
      assertThat(keys.verify(client(new Jwks(jwks(FIRST))), signed(FIRST))).isTrue();
      assertThat(keys.verify(client(new Jwks(jwks(SECOND))), signed(FIRST))).isFalse();
      assertThat(keys.verify(client(new Jwks(jwks(SECOND))), signed(SECOND))).isTrue();
    }

    @Test
    void of_a_client_that_has_none_verifies_nothing_and_calls_nobody() {
      Client none = client("app", Origin.DECLARED, Optional.empty());
      assertThat(keys.verify(none, signed(FIRST))).isFalse();
      assertThat(fetches).isEmpty();
    }

    /// Row 9 of the mistakes of this field: the public key as a secret.
    @Test
    void is_no_secret_for_a_MAC() throws Exception {
      JWSObject mac =
          new JWSObject(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(), new Payload("{}"));
      mac.sign(new MACSigner(FIRST.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
      assertThat(keys.verify(client(new Jwks(jwks(FIRST))), mac)).isFalse();
    }

    @Test
    void has_no_key_for_a_signature_that_is_for_encryption() {
      ECKey encryption = new ECKey.Builder(FIRST).keyUse(KeyUse.ENCRYPTION).build();
      assertThat(keys.verify(client(new Jwks(jwks(encryption))), signed(FIRST))).isFalse();
    }
  }

  @Nested
  class Section_2_jwks_uri {
    @Test
    void is_fetched_for_the_first_signature_and_kept_for_the_next() {
      assertThat(fetches).isEmpty();
      assertThat(keys.verify(remote(), signed(FIRST))).isTrue();
      assertThat(keys.verify(remote(), signed(FIRST))).isTrue();
      assertThat(fetches).containsExactly("DECLARED " + URI);
    }

    @Test
    void is_kept_as_HTTP_says() {
      published = () -> fetched(jwks(FIRST), Duration.ofMinutes(30));
      keys.verify(remote(), signed(FIRST));
      clock.advance(Duration.ofMinutes(30).minusMillis(1));
      keys.verify(remote(), signed(FIRST));
      assertThat(fetches).hasSize(1);
      clock.advance(Duration.ofMillis(1));
      keys.verify(remote(), signed(FIRST));
      assertThat(fetches).hasSize(2);
    }

    @Test
    void is_kept_for_a_minute_at_least_a_day_at_most_and_ten_minutes_when_nothing_is_said() {
      assertThat(keptFor(() -> fetched(jwks(FIRST), Duration.ZERO)))
          .isEqualTo(Duration.ofMinutes(1));
      assertThat(keptFor(() -> fetched(jwks(FIRST), Duration.ofDays(400))))
          .isEqualTo(Duration.ofDays(1));
      assertThat(keptFor(() -> fetched(jwks(FIRST)))).isEqualTo(Duration.ofMinutes(10));
    }

    private Duration keptFor(Published answer) {
      published = answer;
      ClientKeys fresh = new ClientKeys(Rfc7591ClientKeysTests.this::fetch, clock);
      fetches.clear();
      JWSObject jws = signed(FIRST);
      Duration passed = Duration.ZERO;
      while (fetches.size() < 2) {
        fresh.verify(remote(), jws);
        if (fetches.size() < 2) {
          clock.advance(Duration.ofSeconds(30));
          passed = passed.plusSeconds(30);
        }
      }
      return passed;
    }

    @Test
    void without_a_key_any_longer_verifies_by_it_no_longer() {
      keys.verify(remote(), signed(FIRST));
      published = () -> fetched(jwks(SECOND));
      clock.advance(Duration.ofMinutes(10));
      assertThat(keys.verify(remote(), signed(FIRST))).isFalse();
    }

    @Test
    void with_a_key_that_is_new_is_fetched_at_once() {
      keys.verify(remote(), signed(FIRST));
      published = () -> fetched(jwks(FIRST, SECOND));
      clock.advance(Duration.ofSeconds(10));
      assertThat(keys.verify(remote(), signed(SECOND))).isTrue();
      assertThat(fetches).hasSize(2);
    }

    @Test
    void is_not_fetched_more_often_however_many_unknown_keys_come() {
      keys.verify(remote(), signed(FIRST));
      for (int i = 0; i < 50; i++) {
        assertThat(keys.verify(remote(), signed(key("unknown-" + i)))).isFalse();
      }
      assertThat(fetches).hasSize(1);
      clock.advance(Duration.ofSeconds(10));
      for (int i = 0; i < 50; i++) {
        assertThat(keys.verify(remote(), signed(key("unknown-" + i)))).isFalse();
      }
      assertThat(fetches).hasSize(2);
    }

    @Test
    void with_another_key_under_the_same_name_or_none_is_fetched_too() {
      JWSHeader nameless = new JWSHeader(JWSAlgorithm.ES256);
      keys.verify(remote(), signed(FIRST, nameless));
      ECKey successor = key("first");
      published = () -> fetched(jwks(successor));
      clock.advance(Duration.ofSeconds(10));
      assertThat(keys.verify(remote(), signed(successor, nameless))).isTrue();
      assertThat(keys.verify(remote(), signed(successor))).isTrue();
      assertThat(fetches).hasSize(2);
    }

    @Test
    void that_changed_is_another() {
      keys.verify(remote(), signed(FIRST));
      Client moved = client(new JwksUri("https://app.example.com/moved.json"));
      published = () -> fetched(jwks(SECOND));
      assertThat(keys.verify(moved, signed(SECOND))).isTrue();
      assertThat(keys.verify(moved, signed(FIRST))).isFalse();
    }

    @Test
    void is_fetched_for_each_client_and_for_whoever_named_it() {
      Client self = client("self", Origin.SELF_REGISTERED, Optional.of(new JwksUri(URI)));
      keys.verify(remote(), signed(FIRST));
      keys.verify(self, signed(FIRST));
      assertThat(fetches).containsExactly("DECLARED " + URI, "SELF_REGISTERED " + URI);
    }

    @Test
    void of_many_clients_are_not_all_kept_and_the_operators_are_not_crowded_out() {
      keys.verify(remote(), signed(FIRST));
      for (int i = 0; i < 1_001; i++) {
        keys.verify(
            client("self-" + i, Origin.SELF_REGISTERED, Optional.of(new JwksUri(URI))),
            signed(FIRST));
      }
      fetches.clear();
      keys.verify(remote(), signed(FIRST));
      keys.verify(
          client("self-1000", Origin.SELF_REGISTERED, Optional.of(new JwksUri(URI))),
          signed(FIRST));
      assertThat(fetches).isEmpty();
      keys.verify(
          client("self-0", Origin.SELF_REGISTERED, Optional.of(new JwksUri(URI))), signed(FIRST));
      assertThat(fetches).hasSize(1);
    }

    @Test
    void is_fetched_once_for_all_who_need_it_at_once() throws Exception {
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      published =
          () -> {
            asked.countDown();
            await(end);
            return fetched(jwks(FIRST));
          };
      try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Boolean>> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          results.add(many.submit(() -> keys.verify(remote(), signed(FIRST))));
        }
        await(asked);
        end.countDown();
        for (Future<Boolean> result : results) {
          assertThat(result.get(20, TimeUnit.SECONDS)).isTrue();
        }
      }
      assertThat(fetches).hasSize(1);
    }

    @Test
    void is_waited_for_by_nobody_whose_key_is_known() throws Exception {
      keys.verify(remote(), signed(FIRST));
      clock.advance(Duration.ofHours(1));
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      published =
          () -> {
            asked.countDown();
            await(end);
            return fetched(jwks(FIRST));
          };
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var first = executor.submit(() -> keys.verify(remote(), signed(FIRST)));
        await(asked);
        assertThat(
                executor
                    .submit(() -> keys.verify(remote(), signed(FIRST)))
                    .get(20, TimeUnit.SECONDS))
            .isTrue();
        end.countDown();
        assertThat(first.get(20, TimeUnit.SECONDS)).isTrue();
      }
    }

    @Test
    void is_waited_for_by_whoever_has_a_key_that_was_replaced_long_ago() throws Exception {
      keys.verify(remote(), signed(FIRST));
      clock.advance(Duration.ofDays(365));
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      published =
          () -> {
            asked.countDown();
            await(end);
            return fetched(jwks(SECOND));
          };
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var first = executor.submit(() -> keys.verify(remote(), signed(FIRST)));
        await(asked);
        var second = executor.submit(() -> keys.verify(remote(), signed(FIRST)));
        end.countDown();
        assertThat(first.get(20, TimeUnit.SECONDS)).isFalse();
        assertThat(second.get(20, TimeUnit.SECONDS)).isFalse();
      }
    }

    /// Many clients with slow servers must not take the places of requests that need no key.
    @Test
    void is_waited_for_by_so_many_however_many_clients_there_are() throws Exception {
      CountDownLatch end = new CountDownLatch(1);
      published =
          () -> {
            await(end);
            return fetched(jwks(FIRST));
          };
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        CompletionService<Boolean> all = new ExecutorCompletionService<>(executor);
        for (int i = 0; i < 150; i++) {
          Client self =
              client("self-" + i % 10, Origin.SELF_REGISTERED, Optional.of(new JwksUri(URI)));
          all.submit(() -> keys.verify(self, signed(FIRST)));
        }
        for (int i = 0; i < 150 - 128; i++) {
          Future<Boolean> refused = requireNonNull(all.poll(20, TimeUnit.SECONDS));
          assertThatThrownBy(refused::get).hasCauseInstanceOf(UnavailableKeys.class);
        }
        var operators = executor.submit(() -> keys.verify(remote(), signed(FIRST)));
        end.countDown();
        assertThat(operators.get(20, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 128; i++) {
          assertThat(all.take().get()).isTrue();
        }
      }
    }

    @Test
    void is_fetched_again_when_the_clock_was_ahead_once() {
      clock.advance(Duration.ofDays(3650));
      keys.verify(remote(), signed(FIRST));
      clock.advance(Duration.ofDays(-3650));
      published = () -> fetched(jwks(SECOND));
      assertThat(keys.verify(remote(), signed(FIRST))).isFalse();
    }

    /// A client whose server is slow must not take everybody's place.
    @Test
    void is_waited_for_by_a_few_and_the_others_are_told_to_come_again() throws Exception {
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      published =
          () -> {
            asked.countDown();
            await(end);
            return fetched(jwks(FIRST));
          };
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        CompletionService<Boolean> all = new ExecutorCompletionService<>(executor);
        all.submit(() -> keys.verify(remote(), signed(FIRST)));
        await(asked);
        for (int i = 0; i < 100; i++) {
          all.submit(() -> keys.verify(remote(), signed(FIRST)));
        }
        // While the fetch goes on.
        for (int i = 0; i < 50; i++) {
          Future<Boolean> refused = requireNonNull(all.poll(20, TimeUnit.SECONDS));
          assertThatThrownBy(refused::get).hasCauseInstanceOf(UnavailableKeys.class);
        }
        end.countDown();
      }
    }

    private static void await(CountDownLatch latch) {
      try {
        assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Nested
  class A_jwks_uri_that_leads_to_no_keys {
    private void assertUnavailable(String why) {
      assertThatThrownBy(() -> keys.verify(remote(), signed(FIRST)))
          .isInstanceOf(UnavailableKeys.class)
          .hasMessage(why);
    }

    @Test
    void says_why_and_is_asked_again_after_ten_seconds() {
      isAway();
      assertUnavailable("it took longer than 5 s");
      published = () -> fetched(jwks(FIRST));
      clock.advance(Duration.ofMillis(9_999));
      assertUnavailable("it took longer than 5 s");
      assertThat(fetches).hasSize(1);
      clock.advance(Duration.ofMillis(1));
      assertThat(keys.verify(remote(), signed(FIRST))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{}", "{\"keys\":{}}", "{\"keys\":[", "\u0000"})
    void says_that_it_is_none(String document) {
      published = () -> fetched(document);
      assertUnavailable("it is no JWK Set; give an object with the array 'keys' (RFC 7517 §5)");
    }

    @Test
    void says_that_it_has_a_private_key() {
      published = () -> fetched(Json.write(Map.of("keys", List.of(FIRST.toJSONObject()))));
      assertUnavailable(
          "key 1 is private or symmetric, it has 'd'; publish the public key alone, and make another if this one was seen");
    }

    @Test
    void says_that_it_has_too_many() {
      published = () -> fetched(jwks(Stream.generate(() -> FIRST).limit(21).toArray(ECKey[]::new)));
      assertUnavailable("it has more than 20 keys; remove those out of use");
    }

    @Test
    void goes_on_with_the_keys_that_it_had_for_one_hour() {
      keys.verify(remote(), signed(FIRST));
      isAway();
      clock.advance(Duration.ofMinutes(70).minusMillis(1));
      assertThat(keys.verify(remote(), signed(FIRST))).isTrue();
      clock.advance(Duration.ofMillis(1));
      assertUnavailable("it took longer than 5 s");
      assertThat(fetches).as("the last failure is remembered").hasSize(2);
      published = () -> fetched(jwks(FIRST));
      clock.advance(Duration.ofSeconds(10));
      assertThat(keys.verify(remote(), signed(FIRST))).isTrue();
    }

    @Test
    void says_why_when_a_key_is_unknown_that_may_be_new() {
      keys.verify(remote(), signed(FIRST));
      isAway();
      clock.advance(Duration.ofSeconds(10));
      assertThatThrownBy(() -> keys.verify(remote(), signed(SECOND)))
          .isInstanceOf(UnavailableKeys.class);
      assertThat(keys.verify(remote(), signed(FIRST))).isTrue();
    }

    @Test
    void has_keys_that_are_passed_over_when_they_are_not_known_here() {
      published =
          () ->
              fetched(
                  "{\"keys\":[{\"kty\":\"LATER\"},{\"kty\":\"EC\",\"crv\":\"P-256\"},"
                      + FIRST.toPublicJWK().toJSONString()
                      + "]}");
      assertThat(keys.verify(remote(), signed(FIRST))).isTrue();
    }

    @Test
    void goes_on_for_one_hour_after_the_clock_was_ahead_too() {
      clock.advance(Duration.ofDays(3650));
      keys.verify(remote(), signed(FIRST));
      clock.advance(Duration.ofDays(-3650));
      isAway();
      assertThat(keys.verify(remote(), signed(FIRST))).isTrue();
      clock.advance(Duration.ofHours(1));
      assertUnavailable("it took longer than 5 s");
    }

    @Test
    void is_asked_at_once_when_this_server_had_no_time_to_ask() {
      published =
          () -> {
            throw new NotFetched(NotFetched.Cause.THIS_SERVER, "this server is overloaded");
          };
      assertUnavailable("this server is overloaded");
      assertUnavailable("this server is overloaded");
      published = () -> fetched(jwks(FIRST));
      assertThat(keys.verify(remote(), signed(FIRST))).isTrue();
    }

    /// What nobody knew ever may be a mistake of whoever wrote it.
    @Test
    void of_a_client_that_registered_itself_is_away_only_where_it_was_there_before() {
      Client stranger = client("app", Origin.SELF_REGISTERED, Optional.of(new JwksUri(URI)));
      Published unknown =
          () -> {
            throw new NotFetched(NotFetched.Cause.HOST, "its host is unknown");
          };
      published = unknown;
      assertThat(error(stranger)).isEqualTo("invalid_client");
      clock.advance(Duration.ofSeconds(10));
      published = () -> fetched(jwks(SECOND));
      assertThat(keys.verify(stranger, signed(FIRST))).isFalse();
      clock.advance(Duration.ofSeconds(10));
      published = unknown;
      assertThat(error(stranger)).isEqualTo("temporarily_unavailable");
    }

    private String error(Client client) {
      UnavailableKeys why =
          catchThrowableOfType(UnavailableKeys.class, () -> keys.verify(client, signed(FIRST)));
      return why.forTheClient(ProtocolError.InvalidClient::new).error().code();
    }

    @Test
    void is_asked_again_when_the_clock_was_set_back() {
      isAway();
      assertUnavailable("it took longer than 5 s");
      clock.advance(Duration.ofDays(-1));
      published = () -> fetched(jwks(FIRST));
      assertThat(keys.verify(remote(), signed(FIRST))).isTrue();
    }
  }

  /// RFC 7523 §2.2: where strangers can make the server fetch.
  @Nested
  class The_token_endpoint {
    private final TestServer server =
        new TestServer(
            Engine.preset(),
            Declared.withAll(
                Samples.declarations(),
                new DeclaredClient(
                    Samples.client("keyed")
                        .grants("client_credentials")
                        .scope("playlist.read")
                        .keys(new JwksUri(URI))
                        .build("private_key_jwt"),
                    List.of())),
            Seams.fetcher(Rfc7591ClientKeysTests.this::fetch));

    @AfterEach
    void close() {
      server.close();
    }

    private TestAssertion assertion(String clientId) {
      return new TestAssertion(clientId, server.clock.instant());
    }

    private Response token(TestAssertion assertion, ECKey key) throws Exception {
      String jwt = assertion.signed(JWSAlgorithm.ES256, new ECDSASigner(key));
      return server.post("/token", TestAssertion.in(credentials(), jwt));
    }

    @Test
    void takes_a_client_by_the_key_that_it_publishes_and_its_successor() throws Exception {
      assertThat(token(assertion("keyed"), FIRST).status()).isEqualTo(200);
      published = () -> fetched(jwks(SECOND));
      server.clock.advance(Duration.ofSeconds(10));
      assertThat(token(assertion("keyed"), SECOND).status()).isEqualTo(200);
      assertThat(token(assertion("keyed"), FIRST).status()).isEqualTo(401);
      assertThat(fetches).hasSize(2);
    }

    private void isNotFetched(NotFetched.Cause cause) {
      published =
          () -> {
            throw new NotFetched(cause, "they are not there");
          };
    }

    private Response refused(int status, String error) throws Exception {
      Response response = token(assertion("keyed"), FIRST);
      assertThat(response.status()).isEqualTo(status);
      assertThat(json(response)).containsEntry("error", error);
      return response;
    }

    /// A client would change something that is right.
    @Test
    void says_that_a_jwks_uri_is_away_and_for_how_long_nobody_asks_again() throws Exception {
      isAway();
      Response response = refused(503, "temporarily_unavailable");
      assertThat(response.header("Retry-After")).contains("10");
      assertThat(json(response))
          .containsEntry(
              "error_description",
              "The jwks_uri of the client leads to no keys: it took longer than 5 s.");
      server.clock.advance(Duration.ofMillis(6_500));
      assertThat(refused(503, "temporarily_unavailable").header("Retry-After")).contains("4");
      assertThat(fetches).hasSize(1);
    }

    @Test
    void says_that_it_had_no_time_to_ask() throws Exception {
      isNotFetched(NotFetched.Cause.THIS_SERVER);
      assertThat(refused(503, "temporarily_unavailable").header("Retry-After")).contains("1");
    }

    @Test
    void says_what_the_client_has_to_mend_at_its_jwks_uri() throws Exception {
      isNotFetched(NotFetched.Cause.DOCUMENT);
      assertThat(json(refused(401, "invalid_client")))
          .containsEntry(
              "error_description",
              "The jwks_uri of the client leads to no keys: they are not there.");
      server.clock.advance(Duration.ofSeconds(10));
      published = () -> fetched("[]");
      refused(401, "invalid_client");
    }

    /// A node that starts while its resolver is down remembers nothing, and says what others say.
    @Test
    void takes_a_host_that_nobody_knows_for_one_that_is_away() throws Exception {
      isNotFetched(NotFetched.Cause.HOST);
      refused(503, "temporarily_unavailable");
      server.clock.advance(Duration.ofSeconds(10));
      published = () -> fetched(jwks(SECOND));
      refused(401, "invalid_client");
      server.clock.advance(Duration.ofSeconds(10));
      isNotFetched(NotFetched.Cause.HOST);
      refused(503, "temporarily_unavailable");
    }

    @Test
    void fetches_nothing_for_an_assertion_that_is_no_good_anyhow() throws Exception {
      assertThat(token(assertion("nobody"), FIRST).status()).isEqualTo(401);
      assertThat(token(assertion("web"), FIRST).status()).isEqualTo(401);
      assertThat(token(assertion("keyed").with("exp", 1), FIRST).status()).isEqualTo(401);
      assertThat(token(assertion("keyed").with("aud", "https://a.example"), FIRST).status())
          .isEqualTo(401);
      assertThat(token(assertion("keyed").typ("at+jwt"), FIRST).status()).isEqualTo(401);
      assertThat(server.token("service", credentials()).status()).isEqualTo(200);
      assertThat(fetches).isEmpty();
    }

    /// Row 10 of the mistakes of this field: no parameter is a URL that is called.
    @Test
    void fetches_nothing_that_a_request_names() throws Exception {
      Parameters form =
          credentials()
              .with("jwks_uri", "https://evil.example/")
              .with("request_uri", "https://evil.example/");
      JWSHeader header =
          new JWSHeader.Builder(JWSAlgorithm.ES256)
              .jwkURL(java.net.URI.create("https://evil.example/"))
              .x509CertURL(java.net.URI.create("https://evil.example/"))
              .build();
      JWSObject jws = new JWSObject(header, new Payload(assertion("keyed").claims()));
      ECKey foreign = key("first");
      jws.sign(new ECDSASigner(foreign));
      assertThat(server.post("/token", TestAssertion.in(form, jws.serialize())).status())
          .isEqualTo(401);
      assertThat(fetches).containsExactly("DECLARED " + URI);
    }
  }

  @Nested
  class Every_JWS {
    @Test
    void that_is_not_signed_or_not_by_the_key_it_names_is_refused() throws Exception {
      Client client = client(new Jwks(jwks(FIRST)));
      JWSObject unsigned =
          new JWSObject(
              new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("first").build(), new Payload("{}"));
      assertThat(keys.verify(client, unsigned)).isFalse();
      String[] parts = signed(FIRST).serialize().split("\\.", -1);
      JWSObject changed =
          new JWSObject(
              new Base64URL(parts[0]), Base64URL.encode("{\"a\":1}"), new Base64URL(parts[2]));
      assertThat(keys.verify(client, changed)).isFalse();
    }
  }
}
