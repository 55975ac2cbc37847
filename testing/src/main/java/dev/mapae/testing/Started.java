package dev.mapae.testing;

import dev.mapae.authorizationserver.mail.Mailing;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.distribution.CannotStart;
import dev.mapae.distribution.RunningServer;
import dev.mapae.distribution.Surroundings;
import dev.mapae.distribution.settings.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A server that runs, with the folder of its database.
///
/// @param beside the server's database, for what the test does past the server
record Started(Settings settings, RunningServer server, Stores beside, Path folder)
    implements AutoCloseable {
  private static final int TRIES = 5;
  private static final String OPENID_SCOPES = "openid profile email address phone offline_access";

  /// Keys of clients are fetched from other servers of the test, and no test has to be safe from
  /// those who guess passwords.
  private static final Map<String, ?> PRESETS =
      Map.of(
          "outbound_allowed", List.of("127.0.0.0/8", "::1/128"),
          "password_hashing", Map.of("memory", "7MiB", "iterations", 1, "parallelism", 1));

  /// Starts one, on a port that is free. Between the moment in which it is found and that in which
  /// the server listens somebody else may take it; then there is another.
  static Started of(Setup setup, TestClock clock, Outbox outbox) throws IOException {
    return of(setup, clock, outbox, Started::freePort);
  }

  /// The same with another way to find a port.
  static Started of(Setup setup, TestClock clock, Outbox outbox, Ports ports) throws IOException {
    Path folder = Files.createTempDirectory("mapae-testing");
    for (int tries = 1; ; tries++) {
      try {
        return on(ports.next(), setup, folder, clock, outbox);
      } catch (CannotStart e) {
        // Whoever took the port may have left it again, so nobody is asked why.
        if (tries == TRIES) {
          ScratchFolder.delete(folder);
          throw e;
        }
      } catch (IOException | RuntimeException e) {
        ScratchFolder.delete(folder);
        throw e;
      }
    }
  }

  @FunctionalInterface
  interface Ports {
    int next() throws IOException;
  }

  private static Started on(int port, Setup setup, Path folder, TestClock clock, Outbox outbox)
      throws IOException {
    Settings settings = settings(setup, folder, "http://127.0.0.1:" + port);
    Stores beside =
        Prepared.once()
            .write(folder.resolve("mapae.db"), settings.issuer().value(), clock.instant());
    try {
      Mailing mailing =
          settings
              .mail()
              .map(mail ->
                  new Mailing(outbox, mail.requireVerifiedAddress(), mail.noticeOfNewBrowser()))
              .orElse(new Mailing(outbox, false, false));
      Surroundings surroundings =
          new Surroundings(
              clock,
              Optional.of(mailing),
              List.of(),
              OutputStream.nullOutputStream(),
              Optional.empty());
      return new Started(settings, RunningServer.start(settings, surroundings), beside, folder);
    } catch (RuntimeException e) {
      beside.close();
      throw e;
    }
  }

  private static Settings settings(Setup setup, Path folder, String issuer) {
    if (setup.says("tls")) {
      throw new IllegalArgumentException(
          "A server inside a test is http on loopback, without tls.");
    }
    Map<String, Object> fixed =
        Map.of(
            "issuer",
            issuer,
            "listen",
            URI.create(issuer).getAuthority(),
            "management",
            "127.0.0.1:0",
            "database",
            "sqlite:mapae.db",
            "key_encryption_key",
            Prepared.once().encodedKeyEncryptionKey());
    // Which scopes there are is known when it has been read.
    String scope =
        Stream.concat(
                Stream.of(OPENID_SCOPES),
                read(setup.text(OPENID_SCOPES, PRESETS, fixed), folder)
                    .declarations()
                    .resources()
                    .stream()
                    .map(Resource::scopes)
                    .flatMap(List::stream)
                    .map(declared -> declared.name()))
            .collect(Collectors.joining(" "));
    Setup complete = setup.hasNoClient() ? setup.withClient() : setup;
    return read(complete.text(scope, PRESETS, fixed), folder);
  }

  private static Settings read(String text, Path folder) {
    return switch (Settings.readDemonstration("setup", text, folder, System.getenv())) {
      case Settings.Outcome.Usable(var settings, _) -> settings;
      case Settings.Outcome.Unusable(var mistakes, _) ->
          throw new IllegalArgumentException(String.join("\n", mistakes));
    };
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Stops it and forgets everything.
  @Override
  public void close() {
    server.close();
    beside.close();
    try {
      ScratchFolder.delete(folder);
    } catch (IOException e) {
      // The system deletes what is left of it.
    }
  }
}
