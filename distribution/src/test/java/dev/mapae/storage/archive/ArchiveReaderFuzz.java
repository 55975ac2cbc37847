package dev.mapae.storage.archive;

import dev.mapae.fuzz.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// Archives: the bytes as they are, and their texts as chunks whose checksums fit.
public final class ArchiveReaderFuzz implements FuzzTarget {
  private static final String BETWEEN = "\n\n";

  @Override
  public void eat(byte[] input) throws IOException {
    read(input);
    Checksum checksum = new Checksum();
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    for (String chunk : FuzzTarget.text(input).split(BETWEEN, 20)) {
      byte[] lines = (chunk + "\n").getBytes(StandardCharsets.UTF_8);
      checksum.add(lines, lines.length);
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      text.write(lines);
      text.write(checksum.end());
      archive.write(GzipMember.pack(text.toByteArray()).bytes());
    }
    read(archive.toByteArray());
  }

  private static void read(byte[] archive) {
    try (ArchiveReader reader =
        new ArchiveReader(Path.of("archive"), new ByteArrayInputStream(archive))) {
      reader.expect("https://id.example.com", 1);
      Optional<Chunk.Rows> next = reader.next();
      while (next.isPresent()) {
        next.get().rows().forEach(line -> values(reader, line));
        next = reader.next();
      }
    } catch (ArchiveRefusedException e) {
      // So nothing of it is taken.
    }
  }

  private static void values(ArchiveReader reader, String line) {
    try {
      var _ = Chunk.Rows.values(line);
    } catch (IllegalArgumentException e) {
      throw reader.damaged(String.valueOf(e.getMessage()));
    }
  }
}
