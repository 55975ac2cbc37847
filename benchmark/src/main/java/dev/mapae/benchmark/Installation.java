package dev.mapae.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/// A folder in `.mapae/peers` with a server of others. What is there stays; a new version is
/// another folder.
record Installation(Path folder) {
  /// Maven and npm fetch what they miss, and a network may be silent for ever.
  private static final Duration AT_MOST = Duration.ofMinutes(20);

  /// What makes it.
  @FunctionalInterface
  interface Steps {
    void take(Installation installation) throws IOException;
  }

  /// Finds it, or makes it.
  ///
  /// @param name with the version
  /// @throws IOException with the last that the installing program said
  static Installation of(String name, Steps steps) throws IOException {
    Path folder = Options.root().toAbsolutePath().resolve(".mapae/peers").resolve(name);
    Installation installation = new Installation(folder);
    Path whole = folder.resolve("installed");
    if (!Files.exists(whole)) {
      Main.say("installing " + name + " into " + folder);
      installation.clear();
      steps.take(installation);
      Files.createFile(whole);
    }
    return installation;
  }

  /// What tells versions of a program of ours apart, since it changes without a new version of the
  /// server.
  ///
  /// @param sources a folder with `pom.xml` and `src`
  static String fingerprint(Path sources) throws IOException {
    CRC32 all = new CRC32();
    all.update(Files.readAllBytes(sources.resolve("pom.xml")));
    try (Stream<Path> files = Files.walk(sources.resolve("src"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        all.update(sources.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
        all.update(Files.readAllBytes(file));
      }
    }
    return Long.toHexString(all.getValue());
  }

  /// Half of an installation may be there from before.
  private void clear() throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    Files.createDirectory(folder);
  }

  Path resolve(String name) {
    return folder.resolve(name);
  }

  /// Runs a program in the folder, until it has ended well.
  void run(List<String> command, Map<String, String> environment) throws IOException {
    Path log = folder.resolve("install.log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    ProcessTree program = new ProcessTree(process);
    boolean inTime;
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(program::end, "stop installing"));
      process.getOutputStream().close();
      inTime = program.endsWithin(AT_MOST);
    } finally {
      program.end();
    }
    if (!inTime || process.onExit().join().exitValue() != 0) {
      List<String> said = Files.readAllLines(log, StandardCharsets.UTF_8);
      throw new IOException(
          "%s %s; all that it said is in %s, at the end:\n%s"
              .formatted(
                  command.getFirst(),
                  inTime ? "failed" : "took more than " + AT_MOST.toMinutes() + " minutes",
                  log,
                  String.join("\n", said.subList(Math.max(0, said.size() - 8), said.size()))));
    }
  }

  /// Runs Maven, which brings what is in its repository.
  void maven(String... arguments) throws IOException {
    run(
        Stream.concat(Stream.of(program("MAPAE_MAVEN", "mvn"), "-B", "-ntp"), Stream.of(arguments))
            .toList(),
        Map.of());
  }

  /// Runs npm, which brings what is in its registry.
  void npm(String... arguments) throws IOException {
    run(
        Stream.concat(Stream.of(program("MAPAE_NPM", "npm")), Stream.of(arguments)).toList(),
        Map.of());
  }

  private static String program(String variable, String otherwise) {
    return System.getenv().getOrDefault(variable, otherwise);
  }
}
