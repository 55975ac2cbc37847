package dev.mapae.distribution.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.storage.DatabaseAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The keys `database`, `database_password` and `database_connections`.
class DatabaseSettingsTests {
  private static final String KEY =
      "key_encryption_key: MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\n";

  @TempDir Path folder;

  private String with(String lines) {
    return "issuer: https://id.example.com\n" + KEY + lines;
  }

  private DatabaseAddress.Postgres postgres(String lines) {
    return (DatabaseAddress.Postgres)
        new ConfigurationFile(folder).settings(with(lines)).database();
  }

  private List<String> mistakes(String lines) {
    return new ConfigurationFile(folder).mistakes(with(lines));
  }

  @Nested
  class A_PostgreSQL_address {
    @Test
    void has_host_name_user_and_password() {
      DatabaseAddress.Postgres address =
          postgres("database: postgresql://mapae:p%40ss%2Fword@db.example:5433/my%20db\n");
      assertThat(address.url().hosts()).isEqualTo("db.example:5433");
      assertThat(address.url().database()).isEqualTo("my db");
      assertThat(address.url().user()).isEqualTo("mapae");
      assertThat(address.url().password()).contains("p@ss/word");
      assertThat(address.connections()).isEqualTo(10);
    }

    @Test
    void keeps_its_password_in_a_file_or_stands_in_a_file_as_a_whole() throws Exception {
      Files.writeString(folder.resolve("password"), "hidden+p@ss\n");
      Files.writeString(folder.resolve("url"), "postgresql://mapae:hidden@127.0.0.1/mapae\n");
      assertThat(
              postgres(
                      "database: postgres://mapae@127.0.0.1/mapae\ndatabase_password: file:password\n")
                  .url()
                  .password())
          .contains("hidden+p@ss");
      assertThat(postgres("database: file:url\n").url().password()).contains("hidden");
    }

    @Test
    void takes_its_password_from_the_environment() {
      var file = new ConfigurationFile(folder, Map.of("PW", "a%2Fb"));
      assertThat(file.settings(with("database: postgresql://m:${PW}@127.0.0.1/m\n")).database())
          .isEqualTo(postgres("database: postgresql://m:a%2Fb@127.0.0.1/m\n"));
    }

    @Test
    void tells_nothing_of_its_password() {
      assertThat(postgres("database: postgresql://mapae:hidden@db/mapae\n").toString())
          .doesNotContain("hidden");
    }

    @Test
    void says_how_many_connections_there_are() {
      assertThat(
              postgres("database: postgresql://m@127.0.0.1/m\ndatabase_connections: 25\n")
                  .connections())
          .isEqualTo(25);
    }
  }

  @Nested
  class Tls {
    @ParameterizedTest
    @CsvSource({
      "localhost, prefer",
      "127.0.0.1:5432, prefer",
      "'[::1]:5432', prefer",
      "db.example, verify-full",
      "10.0.0.7:5432, verify-full",
      "'127.0.0.1,10.0.0.7', verify-full",
      "localhost.evil.example, verify-full"
    })
    void beyond_this_machine_the_server_has_to_prove_who_it_is(String hosts, String mode) {
      assertThat(postgres("database: 'postgresql://m@" + hosts + "/m'\n").url().sslMode())
          .isEqualTo(mode);
    }

    @Test
    void a_weaker_mode_is_explicit_and_warned_about() {
      String weaker = with("database: postgresql://m@db.example/m?sslmode=require\n");
      var file = new ConfigurationFile(folder);
      assertThat(((DatabaseAddress.Postgres) file.settings(weaker).database()).url().sslMode())
          .isEqualTo("require");
      assertThat(file.warnings(weaker))
          .singleElement()
          .asString()
          .startsWith("3: 'database' is reached with sslmode=require: whoever is in between");
      assertThat(file.warnings(with("database: postgresql://m@db.example/m\n"))).isEmpty();
      assertThat(file.warnings(with("database: postgresql://m@[::1]/m?sslmode=disable\n")))
          .isEmpty();
    }

    @Test
    void there_are_no_other_modes() {
      assertThat(mistakes("database: postgresql://m@db/m?sslmode=full\n"))
          .singleElement()
          .asString()
          .startsWith("3: 'database' is no address of PostgreSQL: sslmode has to be one of")
          .contains("verify-full");
    }
  }

  @Nested
  class Mistakes {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "postgresql:",
          "postgresql://db/mapae",
          "postgresql://:hidden@db/mapae",
          "postgresql://mapae:hidden@db",
          "postgresql://mapae:hidden@db/",
          "postgresql://mapae:hid/den@db/mapae",
          "postgresql://mapae:hid@den@db/mapae",
          "postgresql://mapae:hidden%@db/mapae",
          "postgresql://mapae:hidden@db:port/mapae",
          "postgresql://mapae:hidden@db,/mapae",
          "postgresql://mapae:hidden@d b/mapae",
          "postgresql://mapae:hidden@db/mapae?socketFactory=Evil",
          "postgresql://mapae:hidden@db/mapae?password=hidden",
          "mysql:x",
          "sqlite:"
        })
    void are_said_with_their_line_and_without_the_password(String url) {
      assertThat(mistakes("database: '" + url + "'\n"))
          .singleElement()
          .asString()
          .startsWith("3: 'database' ")
          .doesNotContain("hid");
    }

    @Test
    void are_a_password_twice_and_keys_that_SQLite_has_no_use_for() {
      assertThat(mistakes("database: postgresql://m:a@db/m\ndatabase_password: b\n"))
          .containsExactly("4: 'database_password' is in 'database' as well; remove it there");
      assertThat(mistakes("database_password: b\ndatabase_connections: 3\n"))
          .hasSize(2)
          .allSatisfy(m -> assertThat(m).contains("is for PostgreSQL"));
    }

    @Test
    void the_key_of_a_shared_database_has_to_be_given() {
      assertThat(
              new ConfigurationFile(folder)
                  .mistakes("issuer: https://id.example.com\ndatabase: postgresql://m@db/m\n"))
          .singleElement()
          .asString()
          .startsWith("2: 'database' is shared by servers")
          .contains("key_encryption_key");
    }
  }
}
