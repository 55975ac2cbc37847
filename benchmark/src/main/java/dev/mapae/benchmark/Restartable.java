package dev.mapae.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A server that can be stopped, and started again on the data that it has.
abstract sealed class Restartable implements MeasuredServer permits ServerProcess, PeerProcess {
  private final ScratchFolder folder;
  private final List<String> command;
  private final Map<String, String> environment;
  private Optional<ProcessTree> processes = Optional.empty();
  private boolean closed;

  /// @param folder which goes away with it
  /// @param environment besides what this process has
  Restartable(ScratchFolder folder, List<String> command, Map<String, String> environment) {
    this.folder = folder;
    this.command = command;
    this.environment = environment;
  }

  /// Writes what it needs before it is started for the first time.
  abstract void prepare() throws IOException;

  /// Starts it for the first time, and waits until it answers. It ends with this process, however
  /// that is ended.
  ///
  /// @throws IllegalStateException when it ends instead
  final void begin() throws IOException {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop " + name()));
      prepare();
      exec();
      FirstAnswer.await(this);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /// Starts it, as its users would, and returns at once. From then on [#processes] are the new
  /// ones.
  final synchronized void exec() throws IOException {
    if (closed) {
      throw new IllegalStateException(name() + " is closed");
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.path().toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("server.log").toFile()));
    builder.environment().putAll(environment);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    processes = Optional.of(new ProcessTree(builder.start()));
  }

  /// Stops it, and waits until all of its processes have ended.
  final synchronized void stop() {
    processes.ifPresent(ProcessTree::end);
  }

  final synchronized boolean isAlive() {
    return processes.filter(it -> it.root().isAlive()).isPresent();
  }

  @Override
  public final synchronized List<ProcessHandle> processes() {
    return processes.map(ProcessTree::all).orElse(List.of());
  }

  /// What it said, for people; read when it ends instead of serving.
  final String log() throws IOException {
    return Files.readString(folder.resolve("server.log"));
  }

  @Override
  public final synchronized void close() {
    if (!closed) {
      closed = true;
      stop();
      folder.close();
    }
  }
}
