package dev.mapae.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Stores;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What was acknowledged survives `kill -9` of the server.
class KillTests {
  @TempDir Path folder;

  @Test
  @Timeout(120)
  void every_acknowledged_grant_is_there_after_two_kills() throws Exception {
    kill(2);
  }

  @Test
  @Tag("long")
  @Timeout(1200)
  void every_acknowledged_grant_is_there_after_fifty_kills() throws Exception {
    kill(50);
  }

  private void kill(int cycles) throws Exception {
    Path file = folder.resolve("mapae.db");
    List<String> acknowledged = new ArrayList<>();
    for (int cycle = 0; cycle < cycles; cycle++) {
      int before = acknowledged.size();
      acknowledged.addAll(acknowledgedBeforeKill(file, 50 + 37 * cycle));
      assertThat(acknowledged.size()).isGreaterThanOrEqualTo(before + 50);
      try (Stores stores = new DatabaseAddress.Sqlite(file).open(StoresContract.ISSUER)) {
        assertThat(acknowledged).allMatch(id -> stores.grants().find(id).isPresent());
      }
    }
  }

  /// Kills a server in the midst of its writes, after this many at least.
  private static List<String> acknowledgedBeforeKill(Path file, int atLeast)
      throws IOException, InterruptedException {
    Process process = ServerProcess.start(file);
    List<String> ids = new ArrayList<>();
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).isEqualTo("open");
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.endsWith(".")) { // the last line may have been cut off
          ids.add(line.substring(0, line.length() - 1));
        }
        if (ids.size() == atLeast) {
          process.toHandle().destroyForcibly(); // leaves what was printed to be read
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return ids;
  }
}
