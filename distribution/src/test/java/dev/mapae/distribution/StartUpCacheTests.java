package dev.mapae.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The launcher's start-up cache (`docs/decisions/0019`), in a checkout without sources, whose jars
/// are made of what is tested.
@Tag("socket")
@Timeout(300)
class StartUpCacheTests {
  /// Of no sources at all.
  private static final String BUILT_FROM =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  -\n";

  @TempDir Path checkout;
  private Path made;

  @BeforeEach
  void a_checkout() throws IOException {
    made = Files.createDirectories(checkout.resolve("distribution/target/mapae"));
    Files.copy(Path.of("../mapae"), checkout.resolve("mapae"));
    Files.writeString(made.resolve("built-from"), BUILT_FROM);
    Files.createDirectory(made.resolve("lib"));
  }

  private record Run(int status, String err) {}

  private Run launch(Path javaHome, String options, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", checkout.resolve("mapae").toString()));
    command.addAll(List.of(arguments));
    Path err = checkout.resolve("err.log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(checkout.resolve("out.log").toFile())
            .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().put("MAPAE_JAVA_OPTS", options);
    int status = builder.start().waitFor();
    return new Run(status, Files.readString(err));
  }

  private List<Path> caches() throws IOException {
    try (Stream<Path> files = Files.list(made)) {
      return files.filter(f -> f.toString().endsWith(".aot")).sorted().toList();
    }
  }

  @Nested
  class With_the_real_Java {
    private final Path javaHome = Path.of(System.getProperty("java.home"));

    @BeforeEach
    void jars() throws IOException {
      List<String> names = new ArrayList<>();
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
        Path path = Path.of(entry);
        if (path.endsWith("test-classes") || !Files.exists(path)) {
          continue;
        }
        String name = names.size() + ".jar";
        names.add("lib/" + name);
        if (Files.isDirectory(path)) {
          jar(path, made.resolve("lib").resolve(name));
        } else {
          Files.copy(path, made.resolve("lib").resolve(name));
        }
      }
      Manifest manifest = new Manifest();
      Attributes main = manifest.getMainAttributes();
      main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
      main.put(Attributes.Name.MAIN_CLASS, "dev.mapae.distribution.Main");
      main.put(Attributes.Name.CLASS_PATH, String.join(" ", names));
      main.putValue("Enable-Native-Access", "ALL-UNNAMED");
      try (OutputStream out = Files.newOutputStream(made.resolve("mapae.jar"))) {
        new JarOutputStream(out, manifest).close();
      }
    }

    @Test
    void classes_come_out_of_the_cache() throws Exception {
      Path config =
          Files.writeString(checkout.resolve("mapae.yaml"), "issuer: http://127.0.0.1:9000\n");
      Path loaded = checkout.resolve("loaded.log");
      Run run =
          launch(
              javaHome,
              "-XX:AOTMode=on -Xlog:class+load:file=" + loaded,
              "serve",
              "--config",
              config.toString(),
              "--check");
      assertThat(caches()).as(Files.readString(made.resolve("rehearsal.log"))).hasSize(1);
      assertThat(run.err())
          .isEqualTo("mapae: preparing a quick start (once for each build and each Java)\n");
      assertThat(run.status()).isZero();
      for (String name :
          List.of(
              "dev.mapae.distribution.RunningServer",
              "dev.mapae.authorizationserver.token.TokenEndpoint",
              "org.eclipse.jetty.server.Server",
              "org.sqlite.core.NativeDB",
              "org.postgresql.core.v3.QueryExecutorImpl",
              "com.zaxxer.hikari.pool.HikariPool")) {
        assertThat(Files.readAllLines(loaded))
            .filteredOn(line -> line.contains(" " + name + " "))
            .singleElement()
            .asString()
            .contains("shared objects file");
      }
    }

    @Test
    void a_cache_that_does_not_fit_is_nothing_to_warn_of() throws Exception {
      Path config =
          Files.writeString(checkout.resolve("mapae.yaml"), "issuer: http://127.0.0.1:9000\n");
      String[] check = {"serve", "--config", config.toString(), "--check"};
      launch(javaHome, "", check);
      Run run = launch(javaHome, "-XX:-UseCompactObjectHeaders", check);
      assertThat(run).isEqualTo(new Run(0, ""));
    }

    private void jar(Path folder, Path to) throws IOException {
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(to))) {
        Files.walkFileTree(
            folder,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                  throws IOException {
                out.putNextEntry(new JarEntry(folder.relativize(file).toString()));
                Files.copy(file, out);
                return FileVisitResult.CONTINUE;
              }
            });
      }
    }
  }

  /// One that says what it was told, and makes caches of one line.
  @Nested
  class With_a_Java_of_paper {
    private Path javaHome;

    @BeforeEach
    void a_java() throws IOException {
      javaHome = checkout.resolve("jdk");
      Files.createDirectories(javaHome.resolve("bin"));
      Files.writeString(javaHome.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
      program("javac", "");
      java("echo cache >\"${argument#*=}\"");
      Files.writeString(made.resolve("mapae.jar"), "one");
      Files.writeString(made.resolve("lib/library.jar"), "one");
    }

    private void java(String makeCache) throws IOException {
      program(
          "java",
          """
          for argument; do
            case $argument in
              -XX:AOTCacheOutput=*) echo rehearsed >>"$0.log"; %s; exit ;;
              -XX:AOTCache=*) echo "cache ${argument##*/}" ;;
            esac
          done
          """
              .formatted(makeCache));
    }

    private void program(String name, String text) throws IOException {
      Path file = Files.writeString(javaHome.resolve("bin").resolve(name), "#!/bin/sh\n" + text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// The name of the cache that Java was given; empty when it was given none.
    private String given() throws Exception {
      assertThat(launch(javaHome, "", "key", "list").status()).isZero();
      return Files.readString(checkout.resolve("out.log"));
    }

    private List<String> rehearsals() throws IOException {
      return Files.readAllLines(javaHome.resolve("bin/java.log"));
    }

    @Test
    void the_same_jars_have_one_cache() throws Exception {
      String first = given();
      assertThat(first).startsWith("cache start-");
      assertThat(given()).isEqualTo(first);
      assertThat(rehearsals()).hasSize(1);
    }

    /// Java itself goes on to run the old classes, and does not say so.
    @Test
    void a_replaced_jar_has_another_cache() throws Exception {
      Path library = made.resolve("lib/library.jar");
      String first = given();
      var time = Files.getLastModifiedTime(library);
      Files.writeString(library, "two");
      Files.setLastModifiedTime(library, time);
      assertThat(given()).startsWith("cache start-").isNotEqualTo(first);
    }

    @Test
    void another_Java_has_another_cache() throws Exception {
      String first = given();
      Files.writeString(
          javaHome.resolve("release"), "JAVA_VERSION_DATE=\"x\"\n", StandardOpenOption.APPEND);
      assertThat(given()).startsWith("cache start-").isNotEqualTo(first);
    }

    @Test
    void where_none_can_be_made_it_starts_without_and_does_not_try_again() throws Exception {
      java("exit 1");
      assertThat(given()).isEmpty();
      assertThat(given()).isEmpty();
      assertThat(rehearsals()).hasSize(1);
    }

    /// As a rehearsal does that failed, since Java writes what it learned all the same.
    @Test
    void what_a_failed_rehearsal_wrote_is_not_used() throws Exception {
      java("echo cache >\"${argument#*=}\"; exit 1");
      assertThat(given()).isEmpty();
    }

    @Test
    void nothing_is_left_beside_the_cache() throws Exception {
      given();
      try (Stream<Path> files = Files.list(made)) {
        assertThat(files.map(f -> f.getFileName().toString()).filter(f -> !f.endsWith(".aot")))
            .containsExactlyInAnyOrder("built-from", "lib", "mapae.jar", "rehearsal.log");
      }
    }
  }
}
