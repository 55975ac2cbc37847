package dev.mapae.benchmark;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/// A server of others in processes of its own.
final class PeerProcess extends Restartable {
  private final About about;
  private final int port;

  /// What is to be known of it beforehand.
  ///
  /// @param name with its version, then a comma and what it keeps its data in
  record About(
      String name, Paths paths, String clientScope, String personScope, String refreshScope) {}

  /// How it is started.
  record Launch(int port, List<String> command, Map<String, String> environment) {}

  private PeerProcess(About about, Launch launch) {
    super(ScratchFolder.create(), launch.command, launch.environment);
    this.about = about;
    this.port = launch.port;
  }

  /// Starts it and waits until it answers.
  ///
  /// @throws IllegalStateException when it ends instead
  static PeerProcess start(About about, Launch launch) throws IOException {
    PeerProcess server = new PeerProcess(about, launch);
    server.begin();
    return server;
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

  /// Its environment says it all.
  @Override
  void prepare() {}

  @Override
  public String name() {
    return about.name;
  }

  @Override
  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
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

  @Override
  public String refreshScope() {
    return about.refreshScope;
  }
}
