package dev.mapae.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Jazzer in a process of its own: it changes classes as they are loaded, and what runs into a
/// bound of the runtime is to end nothing but itself.
final class Jazzer {
  private static final String CODE =
      "dev.mapae.**:com.nimbusds.jose.**:org.snakeyaml.**:com.webauthn4j.**";

  /// Of these, nothing is reached here, and to load them takes most of the time of a start.
  private static final String NOT_LOADED =
      Stream.of(
              "ClojureLangHooks",
              "Deserialization",
              "ExpressionLanguageInjection",
              "FilePathTraversal",
              "LdapInjection",
              "NamingContextLookup",
              "OsCommandInjection",
              "ReflectiveCall",
              "RegexInjection",
              "RegexRoadblocks",
              "ScriptEngineInjection",
              "ServerSideRequestForgery",
              "SqlInjection",
              "TemplateInjection",
              "UnsafeSanitizer",
              "XPathInjection",
              "XmlParserSsrfGuidance")
          .map(name -> "com.code_intelligence.jazzer.sanitizers." + name)
          .collect(Collectors.joining(":"));

  private static final Pattern COUNT = Pattern.compile("(?m)^#(\\d+)\\s");
  private static final Pattern COVERAGE = Pattern.compile("(?m)^#\\d+\\s.* cov: (\\d+) ");
  private static final int MEMORY_MIB = 512;

  private final List<String> targets;
  private final Path folder;

  /// @param folder for what it finds
  Jazzer(List<String> targets, Path folder) {
    this.targets = targets;
    this.folder = folder;
  }

  /// What came of it.
  ///
  /// @param runs how many inputs were eaten
  /// @param coverage how many branches the inputs reached
  /// @param finding what ended it before its time
  record Outcome(long runs, long coverage, Optional<String> finding) {}

  /// Tries so many inputs, the same ones each time.
  Outcome run(long runs) throws IOException, InterruptedException {
    return start(List.of("-runs=" + runs, "-seed=1"));
  }

  /// Tries inputs for so long, and keeps those that reached something new for the next time.
  Outcome run(Duration time) throws IOException, InterruptedException {
    return start(List.of("-max_total_time=" + Math.max(1, time.toSeconds())));
  }

  private Outcome start(List<String> limits) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path corpus = folder.resolve("corpus");
    Seeds.write(targets, corpus);
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command(limits, corpus))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      process.waitFor();
    } finally {
      process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    String said = new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1);
    return new Outcome(
        last(COUNT, said),
        last(COVERAGE, said),
        process.exitValue() == 0 ? Optional.empty() : Optional.of(finding(said)));
  }

  private List<String> command(List<String> limits, Path corpus) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            // A process that ends soon is not worth more.
            "-XX:TieredStopAtLevel=1",
            "-Xmx" + MEMORY_MIB + "m",
            "-XX:+EnableDynamicAgentLoading",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dfile.encoding=UTF-8",
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=dev.mapae.fuzz.Fuzzed",
            "--target_args=" + String.join(" ", targets),
            "--instrumentation_includes=" + CODE,
            "--custom_hook_includes=" + CODE,
            "--disabled_hooks=" + NOT_LOADED,
            "--reproducer_path=" + folder,
            "-artifact_prefix=" + folder + "/",
            "-timeout=60",
            "-rss_limit_mb=0",
            "-max_len=5000"));
    command.addAll(limits);
    command.add(corpus.toString());
    return command;
  }

  private static long last(Pattern pattern, String said) {
    return pattern
        .matcher(said)
        .results()
        .map((MatchResult m) -> Long.valueOf(m.group(1)))
        .reduce(0L, (before, next) -> next);
  }

  /// What Jazzer said at its end, and the input.
  private String finding(String said) throws IOException {
    int begin = Math.max(said.indexOf("== "), 0);
    String what = said.substring(begin).lines().limit(40).collect(Collectors.joining("\n"));
    try (Stream<Path> files = Files.list(folder)) {
      String inputs =
          files
              .filter(file -> file.getFileName().toString().matches("(crash|timeout|oom)-.*"))
              .map(Jazzer::input)
              .collect(Collectors.joining("\n"));
      return targets + "\n" + what + "\n" + inputs;
    }
  }

  private static String input(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return "input: base64:"
          + Base64.getEncoder().encodeToString(bytes)
          + "\n"
          + new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
