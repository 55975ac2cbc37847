package dev.mapae.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mapae.storage.DatabaseRefusedException.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// An export or import that is killed goes on when it is asked for again, and brings the same as
/// one that was left alone.
@Timeout(300)
@ParameterizedClass
@MethodSource("ways")
class ArchiveKillTests extends ArchiveContract {
  @Test
  void killed_again_and_again_both_come_to_their_end() throws Exception {
    fill(8 * ArchivedTable.PAGE);
    for (int steps : new int[] {3, 10, 15}) {
      kill(ArchiveProcess.start("export", from, archive), "exporting", steps);
      assertThat(archive).as("it was killed in time").doesNotExist();
    }
    archives(from).export(archive);
    for (int chunks : new int[] {1, 3, 5}) {
      kill(ArchiveProcess.start("import", to, archive), "importing", chunks);
      assertThat(catchThrowableOfType(DatabaseRefusedException.class, () -> to.open(ISSUER)))
          .as("it was killed in time, and nobody serves from a half")
          .extracting(DatabaseRefusedException::reason)
          .isEqualTo(Reason.HALF_IMPORTED);
    }
    archives(to).load(archive, false);
    assertThat(Dump.withoutNotes(to)).isEqualTo(Dump.withoutNotes(from));
  }

  /// Kills a process when it has printed a line so often.
  private static void kill(Process process, String line, int times)
      throws IOException, InterruptedException {
    try (BufferedReader out = process.inputReader()) {
      int seen = 0;
      for (String next = out.readLine(); next != null; next = out.readLine()) {
        if (next.equals(line) && ++seen == times) {
          process.toHandle().destroyForcibly();
        }
      }
      assertThat(seen).isGreaterThanOrEqualTo(times);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
