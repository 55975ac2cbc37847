package dev.mapae.benchmark;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A server of others in processes of its own.
final class PeerProcess implements Restartable {
  private final About about;
  private final Launch launch;
  private final ScratchFolder folder;
  private Process process;

  /// What is to be known of it beforehand.
  ///
  /// @param name with its version, then a comma and what it keeps its data in
  record About(String name, Paths paths, String clientScope, String personScope) {}

  /// How it is started.
  record Launch(int port, List<String> command, Map<String, String> environment) {}

  private PeerProcess(About about, Launch launch, ScratchFolder folder) throws IOException {
    this.about = about;
    this.launch = launch;
    this.folder = folder;
    this.process = run();
  }

  /// Starts it and waits until it answers.
  ///
  /// @throws IllegalStateException when it ends instead
  static PeerProcess start(About about, Launch launch) throws IOException {
    PeerProcess server = new PeerProcess(about, launch, ScratchFolder.create());
    try {
      FirstAnswer.await(server);
      return server;
    } catch (IOException | IllegalStateException e) {
      server.close();
      throw e;
    }
  }

  /// The client and the person, for a server that reads them from its environment.
  static Map<String, String> environment() {
    return Map.of(
        "BENCH_CLIENT", CLIENT,
        "BENCH_SECRET", SECRET,
        "BENCH_REDIRECT_URI", REDIRECT_URI,
        "BENCH_PERSON", PERSON,
        "BENCH_PASSWORD", PASSWORD);
  }

  private Process run() throws IOException {
    Path log = folder.resolve("server.log");
    ProcessBuilder builder =
        new ProcessBuilder(launch.command)
            .directory(folder.path().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(launch.environment);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  @Override
  public void exec() throws IOException {
    process = run();
  }

  @Override
  public void stop() {
    List<ProcessHandle> all = processes();
    process.destroy();
    all.forEach(one -> one.onExit().join());
  }

  @Override
  public String log() throws IOException {
    return Files.readString(folder.resolve("server.log"));
  }

  @Override
  public String name() {
    return about.name;
  }

  @Override
  public URI uri() {
    return URI.create("http://127.0.0.1:" + launch.port);
  }

  @Override
  public Paths paths() {
    return about.paths;
  }

  @Override
  public String clientScope() {
    return about.clientScope;
  }

  @Override
  public String personScope() {
    return about.personScope;
  }

  /// A script that starts the server, too.
  @Override
  public List<ProcessHandle> processes() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
  }

  @Override
  public void close() {
    stop();
    folder.close();
  }
}
