package dev.mapae.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// node-oidc-provider, in a program of `src/peers/node-oidc-provider`, with its data in memory.
///
/// What introspection and UserInfo get are opaque tokens, since it knows no others there.
final class NodeOidcProvider {
  private static final String VERSION = "9.13.3";

  /// That of Debian 13 is older than it supports.
  private static final String NODE = "22.23.3";

  private static final PeerProcess.About ABOUT =
      new PeerProcess.About(
          "oidc-provider " + VERSION + ", memory",
          new MeasuredServer.Paths(
              "/auth",
              "/token",
              "/token/introspection",
              "/me",
              "/.well-known/openid-configuration",
              "/jwks"),
          "playlist.read",
          "openid playlist.read",
          "openid playlist.read");

  private NodeOidcProvider() {}

  /// Installs it if it is not there yet, and starts it.
  static Restartable start() throws IOException {
    return start("server.mjs", PeerProcess.environment());
  }

  /// The same with another program.
  ///
  /// @param program one of `src/peers/node-oidc-provider`
  /// @param more of the environment, besides the port
  static Restartable start(String program, Map<String, String> more) throws IOException {
    Installation installation =
        Installation.of(
            "node-oidc-provider-" + VERSION + "-node-" + NODE,
            made ->
                made.npm(
                    "install",
                    "--no-audit",
                    "--no-fund",
                    "--prefix",
                    made.folder().toString(),
                    "oidc-provider@" + VERSION,
                    "node@" + NODE));
    Path sources = Options.root().resolve("benchmark/src/peers/node-oidc-provider");
    // A module finds what it imports from where it lies.
    for (String file : List.of(program, "map-adapter.mjs")) {
      Files.copy(
          sources.resolve(file), installation.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    int port = ServerProcess.freePort();
    Map<String, String> environment = new HashMap<>(more);
    environment.put("PORT", String.valueOf(port));
    environment.put("NODE_ENV", "production");
    return PeerProcess.start(
        ABOUT,
        new PeerProcess.Launch(
            port,
            List.of(
                installation.resolve("node_modules/.bin/node").toString(),
                installation.resolve(program).toString()),
            environment));
  }
}
