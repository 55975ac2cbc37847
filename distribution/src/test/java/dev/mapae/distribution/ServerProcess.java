package dev.mapae.distribution;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The program as users run it: a process of its own, with its output and its exit status.
public final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final Path err;
  private final BufferedReader out;

  private ServerProcess(Process process, Path err) {
    this.process = process;
    this.err = err;
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  /// Starts a command in a folder.
  public static ServerProcess start(Path folder, String... arguments) throws IOException {
    return start(folder, List.of(), arguments);
  }

  /// The same in a Java with more options.
  public static ServerProcess start(Path folder, List<String> options, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path")));
    command.addAll(options);
    command.add("dev.mapae.distribution.Main");
    command.addAll(List.of(arguments));
    Path err = Files.createTempFile(folder, "err", ".log");
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile()).start();
    return new ServerProcess(process, err);
  }

  /// The next line of standard output; empty at its end.
  public String line() throws IOException {
    String line = out.readLine();
    return line == null ? "" : line;
  }

  /// What is left of standard output when the process ends by itself.
  List<String> rest() {
    return out.lines().toList();
  }

  /// Standard error up to now.
  public List<String> errors() {
    try {
      return Files.readAllLines(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The exit status, once it ends.
  public int status() throws InterruptedException {
    return process.waitFor();
  }

  /// SIGTERM.
  public void terminate() {
    // The process itself would also close its output.
    process.toHandle().destroy();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
