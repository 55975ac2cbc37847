package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import dev.mapae.storage.DatabaseAddress;
import dev.mapae.storage.PostgresUrl;
import dev.mapae.testpostgres.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// The server of today on a database of the first schema: whatever anybody held then is still good.
@ParameterizedClass
@ValueSource(strings = {"SQLite", "PostgreSQL"})
class FirstSchemaTests {
  @Parameter String engine;
  @TempDir Path folder;
  FirstSchema snapshot;
  Node node;

  @BeforeEach
  void open() {
    snapshot = engine.equals("SQLite") ? FirstSchema.inSqlite(folder) : FirstSchema.inPostgres();
    node = new Node(snapshot.address(), snapshot.clock());
  }

  @AfterEach
  void close() {
    node.close();
  }

  Response token(Parameters form) {
    return node.post("/token", form, "Authorization", TestServer.basic("web"));
  }

  Response refresh(String held) {
    return token(TestClients.refresh(snapshot.held(held)));
  }

  boolean isActive(String held) {
    Parameters form = Parameters.empty().with("token", snapshot.held(held));
    return Boolean.TRUE.equals(
        json(node.post("/introspect", form, "Authorization", TestServer.basic("web")))
            .get("active"));
  }

  @Nested
  class A_refresh_token {
    @Test
    void works_and_so_does_its_successor() {
      for (String held : List.of("never-refreshed", "refreshed-twice", "opaque")) {
        Response renewed = refresh(held + ".refresh_token");
        assertThat(renewed.status()).as(held).isEqualTo(200);
        assertThat(token(TestClients.refresh(json(renewed).get("refresh_token"))).status())
            .isEqualTo(200);
      }
    }

    @Test
    void of_a_public_client_works() {
      Parameters form = TestClients.refresh(snapshot.held("public.refresh_token"));
      assertThat(node.post("/token", form.with("client_id", "spa")).status()).isEqualTo(200);
    }

    @Test
    void that_was_spent_then_is_a_replay_now() {
      assertThat(json(refresh("refreshed-twice.spent"))).containsEntry("error", "invalid_grant");
      assertThat(json(refresh("refreshed-twice.refresh_token")))
          .containsEntry("error", "invalid_grant");
    }

    @Test
    void that_was_revoked_stays_so() {
      assertThat(json(refresh("revoked.refresh_token"))).containsEntry("error", "invalid_grant");
    }
  }

  @Nested
  class A_code {
    @Test
    void is_redeemed_once() {
      Parameters form = Ask.web("playlist.read").redemption(snapshot.held("code"));
      assertThat(json(token(form))).containsKeys("access_token", "refresh_token", "id_token");
      assertThat(json(token(form))).containsEntry("error", "invalid_grant");
    }
  }

  @Nested
  class An_access_token {
    @Test
    void verifies_with_the_published_keys() throws ParseException, JOSEException {
      JWKSet keys = JWKSet.parse(new String(node.get("/jwks").body(), StandardCharsets.UTF_8));
      int verified = 0;
      for (String name : snapshot.held().stringPropertyNames()) {
        if (snapshot.held(name).startsWith("ey")) {
          SignedJWT jwt = SignedJWT.parse(snapshot.held(name));
          JWK key = keys.getKeyByKeyId(jwt.getHeader().getKeyID());
          assertThat(
                  jwt.verify(
                      name.endsWith("id_token")
                          ? new RSASSAVerifier(key.toRSAKey())
                          : new ECDSAVerifier(key.toECKey())))
              .as(name)
              .isTrue();
          verified++;
        }
      }
      assertThat(verified).isGreaterThan(8);
    }

    @Test
    void is_active_or_not_as_it_was() {
      for (String held : List.of("never-refreshed", "refreshed-twice", "opaque")) {
        assertThat(isActive(held + ".access_token")).as(held).isTrue();
      }
      for (String held : List.of("revoked", "denied")) {
        assertThat(isActive(held + ".access_token")).as(held).isFalse();
      }
    }

    @Test
    void opens_what_it_opened() {
      Response userInfo =
          node.get(
              "/userinfo",
              "Authorization",
              "Bearer " + snapshot.held("while-signed-in.access_token"));
      assertThat(json(userInfo)).containsEntry("email", "alice@example.com");
    }
  }

  @Nested
  class A_person {
    @Test
    void is_signed_in_and_has_consented() {
      Response answer =
          node.get(
              Ask.web("openid offline_access playlist.read").url(), "Cookie", snapshot.cookies());
      assertThat(answer.header("Location").orElseThrow())
          .startsWith(Samples.CALLBACK + "?code=mapae_ac_");
    }

    @Test
    void signs_in_with_their_password() {
      Response asked = node.get(Ask.web("playlist.read").url());
      String cookie = setCookies(asked);
      String location = asked.header("Location").orElseThrow();
      String page = new String(node.get(location, "Cookie", cookie).body(), StandardCharsets.UTF_8);
      Matcher step = Pattern.compile("name=\"step\"[^>]*value=\"([^\"]*)\"").matcher(page);
      assertThat(step.find()).isTrue();
      Parameters form =
          Parameters.empty()
              .with("username", "alice")
              .with("password", Samples.password("alice"))
              .with("step", step.group(1));
      assertThat(setCookies(node.post(location, form, "Cookie", cookie)))
          .contains("__Host-mapae-session=mapae_se_");
    }

    private static String setCookies(Response response) {
      return response.headers().stream()
          .filter(header -> header.getKey().equals("Set-Cookie"))
          .map(header -> header.getValue().split(";", 2)[0])
          .collect(Collectors.joining("; "));
    }
  }

  @Nested
  class The_schema {
    /// Where this fails, a step was changed that must not be.
    @Test
    void is_brought_to_that_of_a_new_database() throws SQLException {
      DatabaseAddress fresh =
          switch (snapshot.address()) {
            case DatabaseAddress.Sqlite(var file) ->
                new DatabaseAddress.Sqlite(file.resolveSibling("new.db"));
            case DatabaseAddress.Postgres(var url, var connections) ->
                new DatabaseAddress.Postgres(
                    PostgresUrl.parse(TestPostgres.shared().freshDatabase()), connections);
          };
      fresh.open(TestServer.ISSUER.value()).close();
      assertThat(catalog(snapshot.address())).isNotEmpty().isEqualTo(catalog(fresh));
    }

    private List<String> catalog(DatabaseAddress address) throws SQLException {
      return switch (address) {
        case DatabaseAddress.Sqlite(var file) ->
            rows("jdbc:sqlite:" + file, "SELECT sql FROM sqlite_master ORDER BY name");
        case DatabaseAddress.Postgres(var url, _) ->
            rows(
                FirstSchema.jdbc(url),
                """
                SELECT concat_ws(' ', relname, relkind, reloptions, pg_get_indexdef(i.indexrelid),
                  (SELECT string_agg(concat_ws(' ', attname, atttypid::regtype, attnotnull,
                     pg_get_expr(adbin, adrelid)), ', ' ORDER BY attnum)
                   FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                   WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped))
                FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
                WHERE relnamespace = 'public'::regnamespace ORDER BY 1
                """);
      };
    }

    private List<String> rows(String url, String query) throws SQLException {
      List<String> rows = new ArrayList<>();
      try (Connection connection = DriverManager.getConnection(url);
          var statement = connection.createStatement();
          ResultSet found = statement.executeQuery(query)) {
        while (found.next()) {
          rows.add(found.getString(1));
        }
      }
      return rows;
    }
  }
}
