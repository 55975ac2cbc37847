package dev.mapae.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mapae.storage.DatabaseRefusedException.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An export or import for which the disk is full says so, and goes on when there is room.
@Timeout(300)
class ArchiveDiskFullTests extends ArchiveContract {
  @BeforeEach
  @Override
  void name() throws IOException {
    fromEngine = Engine.POSTGRESQL;
    toEngine = Engine.SQLITE;
    super.name();
  }

  @Test
  void both_say_so_and_go_on_later() throws Exception {
    fill(12 * ArchivedTable.PAGE);

    String said = end(ArchiveProcess.startOnFullDisk(200, "export", from, archive));
    assertThat(said).contains(archive + ".part cannot be written: ", "goes on from where");
    assertThat(archive).doesNotExist();
    assertThat(Files.size(folder.resolve("archive.jsonl.gz.part"))).isPositive();
    archives(from).export(archive);
    assertThat(progress.said).singleElement().asString().startsWith("going on with");

    // Enough for SQLite's library, which is written to a file first.
    said = end(ArchiveProcess.startOnFullDisk(3072, "import", to, archive));
    assertThat(said).containsPattern("SQLITE_(FULL|IOERR)");
    assertThat(catchThrowableOfType(DatabaseRefusedException.class, () -> to.open(ISSUER)).reason())
        .isEqualTo(Reason.HALF_IMPORTED);
    archives(to).load(archive, false);
    assertThat(Dump.withoutNotes(to)).isEqualTo(Dump.withoutNotes(from));
  }

  /// The last line that a process prints.
  private static String end(Process process) throws IOException, InterruptedException {
    try (BufferedReader out = process.inputReader()) {
      List<String> lines = out.lines().toList();
      return lines.getLast();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
