package dev.mapae.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// mock-oauth2-server inside a JVM of its own, by the program of `src/peers/mock-oauth2-server`,
/// which has the options that this one has.
final class MockOAuth2Server {
  /// How it is named where it is asked for.
  static final String OPTION = "mock-oauth2-server";

  static final String NOTE =
      OPTION
          + ": hands out what it is told, without people, pages or a database;"
          + " its token is made in the test, ours by the code flow over HTTP";

  /// The `pom.xml` of the program names the same one.
  private static final String VERSION = "6.0.2";

  private MockOAuth2Server() {}

  /// Installs it if it is not there yet, and measures it.
  static TestingProfile.Result run(int times) throws IOException {
    Path sources =
        Options.root().toAbsolutePath().resolve("benchmark/src/peers/mock-oauth2-server");
    Installation installation =
        Installation.of(
            OPTION + "-" + VERSION + "-" + Installation.fingerprint(sources),
            made ->
                made.maven(
                    "package",
                    "-f",
                    sources.resolve("pom.xml").toString(),
                    "-Dbuilt=" + made.resolve("built")));
    Path told = installation.resolve("lives.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    Path built = installation.resolve("built");
    command.addAll(
        List.of(
            "-cp",
            built.resolve("server.jar") + ":" + built.resolve("lib/*"),
            "dev.mapae.peer.Lives",
            String.valueOf(TestingProfile.lives(times)),
            told.toString()));
    installation.run(command, Map.of());
    List<TestingProfile.Life> lives =
        Files.readAllLines(told).stream().map(MockOAuth2Server::life).toList();
    return TestingProfile.Result.of(OPTION + " " + VERSION, lives);
  }

  /// @param line what each of the three took, in nanoseconds
  private static TestingProfile.Life life(String line) {
    String[] nanos = line.split(" ", -1);
    return new TestingProfile.Life(
        Long.parseLong(nanos[0]) / 1e6,
        Long.parseLong(nanos[1]) / 1e6,
        Long.parseLong(nanos[2]) / 1e6);
  }
}
