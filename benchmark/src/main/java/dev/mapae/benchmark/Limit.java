package dev.mapae.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The physical limit of this machine, by a program that is not ours: `openssl speed`.
final class Limit {
  private Limit() {}

  static void tell(Table table) throws IOException, InterruptedException {
    table.title("The limit: openssl speed, one thread");
    tell("ES256", "ecdsap256", table);
    tell("RS256 (2048 bits)", "rsa2048", table);
  }

  private static void tell(String name, String algorithm, Table table)
      throws IOException, InterruptedException {
    Process openssl;
    try {
      openssl =
          new ProcessBuilder("openssl", "speed", "-seconds", "2", algorithm)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      table.row(name, "there is no openssl here");
      return;
    }
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    openssl.waitFor();
    List<String> lines = said.lines().toList();
    for (int i = 1; i < lines.size(); i++) {
      // The last two columns of what stands below: signatures and verifications in a second.
      if (lines.get(i - 1).matches(".*sign/s +verify/s *")) {
        String[] columns = lines.get(i).strip().split(" +", -1);
        table.row(
            name,
            "%.1f µs sign, %.1f µs verify"
                .formatted(
                    1e6 / Double.parseDouble(columns[columns.length - 2]),
                    1e6 / Double.parseDouble(columns[columns.length - 1])));
      }
    }
  }
}
