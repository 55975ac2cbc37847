package dev.mapae.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.mapae.authorizationserver.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `export` and `import` as they are typed: what they print, and with which status they end.
class ArchiveCommandTests {
  @TempDir Path folder;
  final TestServer server = new TestServer();
  Path archive;

  @BeforeEach
  void name() {
    archive = folder.resolve("archive.jsonl.gz");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private record Ended(int status, String out, String err) {}

  private static Ended run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Main.run(
            List.of(arguments),
            Map.of(),
            new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8)),
            StartTime.ofProcess(),
            new Shutdown());
    return new Ended(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static Ended run(String[] more, String... arguments) {
    return run(Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new));
  }

  private String config(Path database) throws IOException {
    return config(TestServer.ISSUER.value(), database);
  }

  private String config(String issuer, Path database) throws IOException {
    return Files.writeString(
            Files.createTempFile(folder, "mapae", ".yaml"),
            "issuer: %s\ndatabase: sqlite:%s\n".formatted(issuer, database))
        .toString();
  }

  private Ended export(String... more) throws IOException {
    return run(
        more,
        "export",
        "--config",
        config(Path.of(server.database.name())),
        "--to",
        archive.toString());
  }

  private Ended load(Path database, String... more) throws IOException {
    return run(more, "import", "--config", config(database), "--from", archive.toString());
  }

  private Path fresh() {
    return folder.resolve("fresh/mapae.db");
  }

  @Nested
  class Status_0 {
    @Test
    void is_that_of_an_export_beside_the_server() throws Exception {
      Ended ended = export();
      assertThat(ended.err()).isEmpty();
      assertThat(ended.status()).isZero();
      assertThat(ended.out())
          .startsWith("exported " + archive + ": ")
          .contains("clients 8", "people 2")
          .hasLineCount(1);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
          .isEqualTo("rw-------");
      assertThat(server.stores.isReady()).isTrue();
    }

    @Test
    void is_that_of_an_import_and_of_the_same_once_more() throws Exception {
      export();
      assertThat(load(fresh()).out()).startsWith("imported " + archive).contains("clients 8");
      Ended again = load(fresh());
      assertThat(again.status()).isZero();
      assertThat(again.err()).contains("imported already");
    }

    @Test
    void is_that_of_a_check_which_makes_no_database() throws Exception {
      export();
      Ended ended = load(fresh(), "--check");
      assertThat(ended.status()).isZero();
      assertThat(ended.out()).startsWith("checked " + archive);
      assertThat(fresh()).doesNotExist();
    }

    @Test
    void comes_with_one_JSON_object_for_programs() throws Exception {
      Map<String, Object> exported = JSONObjectUtils.parse(export("--json").out());
      assertThat(exported)
          .containsKeys("started_at", "finished_at", "sha256")
          .containsEntry("archive", archive.toString())
          .containsEntry("issuer", TestServer.ISSUER.value())
          .containsEntry("bytes", Files.size(archive));
      assertThat(JSONObjectUtils.parse(load(fresh(), "--json").out())).isEqualTo(exported);
      assertThat(JSONObjectUtils.getJSONObject(exported, "rows")).containsEntry("people", 2L);
    }

    @Test
    void comes_without_grants_where_nobody_wants_them() throws Exception {
      export();
      assertThat(load(fresh(), "--without-grants").out())
          .contains("people 2")
          .doesNotContain("grants", "sessions", "initial_access_tokens");
    }
  }

  @Nested
  class Status_1 {
    private void assertSaid(Ended ended, String said) {
      assertThat(ended.status()).isEqualTo(1);
      assertThat(ended.out()).isEmpty();
      assertThat(ended.err()).startsWith("mapae: ").contains(said).hasLineCount(1);
    }

    @Test
    void is_that_of_an_archive_that_is_there_already() throws Exception {
      export();
      assertSaid(export(), "is there already");
    }

    @Test
    void is_that_of_a_database_that_is_not_there() throws Exception {
      assertSaid(
          run("export", "--config", config(fresh()), "--to", archive.toString()),
          "There is no database");
      assertThat(fresh()).doesNotExist();
    }

    @Test
    void is_that_of_a_database_that_a_server_works_on() throws Exception {
      export();
      assertSaid(load(Path.of(server.database.name())), "in use by another Mapae server");
    }

    @Test
    void is_that_of_a_damaged_archive() throws Exception {
      export();
      Files.write(archive, new byte[] {0}, StandardOpenOption.APPEND);
      assertSaid(load(fresh()), "is damaged in chunk");
      assertThat(fresh()).doesNotExist();
    }

    @Test
    void is_that_of_an_archive_of_another_issuer() throws Exception {
      export();
      assertSaid(
          run(
              "import",
              "--config",
              config("https://other.example", fresh()),
              "--from",
              archive.toString()),
          "is of the issuer https://id.example.com, and the configuration says https://other.example");
    }
  }

  @Nested
  class Status_2 {
    @Test
    void is_that_of_a_command_line_that_cannot_be_understood() throws Exception {
      String config = config(fresh());
      for (String[] arguments :
          new String[][] {
            {"export"},
            {"export", "--config", config},
            {"export", "--to", "x"},
            {"export", "--config", config, "--to", "x", "--check"},
            {"import", "--config", config},
            {"import", "--from", "x"},
            {"import", "--config", config, "--to", "x"}
          }) {
        Ended ended = run(arguments);
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).contains("mapae export --config FILE");
      }
    }

    @Test
    void is_that_of_a_configuration_with_mistakes() throws Exception {
      String config = Files.writeString(folder.resolve("bad.yaml"), "isuer: x\n").toString();
      assertThat(run("export", "--config", config, "--to", archive.toString()).status())
          .isEqualTo(2);
    }
  }
}
