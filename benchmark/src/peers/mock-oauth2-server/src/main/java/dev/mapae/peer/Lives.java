package dev.mapae.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import no.nav.security.mock.oauth2.MockOAuth2Server;

/// Starts and ends mock-oauth2-server again and again in this JVM, and has it make a token each
/// time. Writes a line for each into a file: what start, token and end took, in nanoseconds.
final class Lives {
  private Lives() {}

  public static void main(String[] args) throws IOException {
    List<String> lives = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[0]); i++) {
      lives.add(live());
    }
    Files.write(Path.of(args[1]), lives);
    System.exit(0);
  }

  private static String live() {
    long begun = System.nanoTime();
    MockOAuth2Server server = new MockOAuth2Server();
    server.start();
    long started = System.nanoTime();
    server.issueToken("default", "alice", "https://api.example.com/").serialize();
    long minted = System.nanoTime();
    server.shutdown();
    long ended = System.nanoTime();
    return (started - begun) + " " + (minted - started) + " " + (ended - minted);
  }
}
