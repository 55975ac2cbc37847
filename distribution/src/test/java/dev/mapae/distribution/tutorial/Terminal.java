package dev.mapae.distribution.tutorial;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A terminal with a shell that lives as long as the reader goes on: variables and the folder stay.
final class Terminal implements AutoCloseable {
  private static final String DONE = "--- done ---";
  private static final int SECONDS = 60;

  private final Process shell;
  private final Writer input;
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

  Terminal(Path directory) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("bash", "--noprofile", "--norc");
    builder.directory(directory.toFile()).redirectErrorStream(true);
    // The JDK that runs this comes first, and nothing on this machine goes through a proxy.
    builder
        .environment()
        .merge(
            "PATH",
            Path.of(System.getProperty("java.home"), "bin") + ":",
            (old, java) -> java + old);
    builder.environment().put("NO_PROXY", "localhost");
    builder.environment().put("no_proxy", "localhost");
    shell = builder.start();
    input = shell.outputWriter(StandardCharsets.UTF_8);
    Thread.ofVirtual().start(this::read);
  }

  private void read() {
    try (BufferedReader output = shell.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(Optional.of(line));
      }
    } catch (IOException e) {
      lines.add(Optional.of(String.valueOf(e.getMessage())));
    }
    lines.add(Optional.empty());
  }

  /// Types a command and waits for its end. What fails is ended, so that the next one can be typed.
  ///
  /// @param eachLine is told each line as soon as it is there
  /// @return all that was printed
  String type(String command, Consumer<String> eachLine) throws IOException, InterruptedException {
    // In a group, so that the command has no standard input to eat the next one from.
    input.write("{\n" + command + "\n} </dev/null\nprintf '\\n%s\\n' '" + DONE + "'\n");
    input.flush();
    try {
      return printed(command, eachLine);
    } catch (RuntimeException | AssertionError e) {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      printed(command, line -> {});
      throw e;
    }
  }

  private String printed(String command, Consumer<String> eachLine) throws InterruptedException {
    StringBuilder printed = new StringBuilder();
    while (true) {
      Optional<Optional<String>> next = Optional.ofNullable(lines.poll(SECONDS, TimeUnit.SECONDS));
      if (next.isEmpty() || next.get().isEmpty()) {
        throw new AssertionError("This did not come to an end:\n" + command + "\n\n" + printed);
      }
      String line = next.get().get();
      if (line.equals(DONE)) {
        return printed.toString().stripTrailing();
      }
      eachLine.accept(line);
      printed.append(line).append('\n');
    }
  }

  /// Whether a program can be started here.
  boolean has(String program) throws IOException, InterruptedException {
    return !type("command -v " + program, line -> {}).isEmpty();
  }

  @Override
  public void close() {
    shell.descendants().forEach(ProcessHandle::destroyForcibly);
    shell.destroyForcibly();
  }
}
