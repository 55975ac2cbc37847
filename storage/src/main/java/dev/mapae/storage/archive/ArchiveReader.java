package dev.mapae.storage.archive;

import dev.mapae.storage.file.FileFailure;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;

/// Reads an archive from beginning to end, chunk by chunk, and hands out none whose checksum does
/// not fit. No more than one chunk is in memory.
public final class ArchiveReader implements AutoCloseable {
  private final Path file;
  private final InputStream in;
  private final ArchiveHeader header;
  private final Map<String, Long> rows = new LinkedHashMap<>();
  private Checksum checksum = new Checksum();
  private Instant finishedAt = Instant.EPOCH;
  private int chunks = 1;
  private long begin;
  private long position;

  ArchiveReader(Path file, InputStream in) {
    this.file = file;
    this.in = new BufferedInputStream(in, 1 << 16);
    this.header = readHeader();
    header.tables().keySet().forEach(table -> rows.put(table, 0L));
  }

  /// Opens an archive and reads its header.
  ///
  /// @throws ArchiveRefusedException when it is none, or none that this version reads
  public static ArchiveReader open(Path file) {
    try {
      InputStream in = Files.newInputStream(file);
      try {
        return new ArchiveReader(file, in);
      } catch (ArchiveRefusedException e) {
        in.close();
        throw e;
      }
    } catch (IOException e) {
      throw ArchiveRefusedException.unreadable(file, FileFailure.reason(e));
    }
  }

  public ArchiveHeader header() {
    return header;
  }

  /// Makes sure of what the archive is of.
  ///
  /// @param schema the highest that is known
  /// @throws ArchiveRefusedException when it is of another issuer, or of a newer schema
  public void expect(String issuer, int schema) {
    if (!header.issuer().equals(issuer)) {
      throw ArchiveRefusedException.otherIssuer(file, header.issuer(), issuer);
    }
    if (header.schema() > schema) {
      throw ArchiveRefusedException.newerSchema(file, header.schema(), schema);
    }
  }

  /// The next chunk with rows.
  ///
  /// @return empty at the end, which is then there and says the same as what was read
  /// @throws ArchiveRefusedException when a chunk, or the end, is damaged or missing
  public Optional<Chunk.Rows> next() {
    return switch (read()) {
      case Chunk.Rows some -> {
        if (rows.computeIfPresent(some.table(), (_, n) -> n + some.rows().size()) == null) {
          throw damaged("the header has no table " + some.table());
        }
        yield Optional.of(some);
      }
      case Chunk.End end -> {
        if (!end.rows().equals(rows) || hasMore()) {
          throw damaged("it is the end, and its counts are not those of the rows");
        }
        finishedAt = end.finishedAt();
        yield Optional.empty();
      }
    };
  }

  /// When the export ended, which is said at the end.
  public Instant finishedAt() {
    return finishedAt;
  }

  /// The place after what was read so far.
  public Place place() {
    return new Place(position, rows, checksum);
  }

  /// Says that what was read last is not what it should be.
  ///
  /// @param why for people
  public ArchiveRefusedException damaged(String why) {
    return ArchiveRefusedException.damaged(file, chunks, begin, why);
  }

  private ArchiveHeader readHeader() {
    try {
      List<String> lines = lines();
      int version = ArchiveHeader.version(lines);
      if (version > ArchiveHeader.VERSION) {
        throw ArchiveRefusedException.newerFormat(file, version);
      }
      return ArchiveHeader.parse(lines);
    } catch (EOFException e) {
      throw ArchiveRefusedException.truncated(file, 0, 0);
    } catch (ZipException | IllegalArgumentException e) {
      throw ArchiveRefusedException.foreign(file);
    } catch (IOException e) {
      throw ArchiveRefusedException.unreadable(file, FileFailure.reason(e));
    }
  }

  private Chunk read() {
    begin = position;
    chunks++;
    try {
      return Chunk.parse(lines());
    } catch (EOFException e) {
      throw ArchiveRefusedException.truncated(file, chunks - 1, begin);
    } catch (ZipException | IllegalArgumentException e) {
      throw damaged(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw ArchiveRefusedException.unreadable(file, FileFailure.reason(e));
    }
  }

  /// The lines of the next member, whose checksum fits.
  private List<String> lines() throws IOException {
    GzipMember member = GzipMember.read(in).orElseThrow(EOFException::new);
    byte[] text = member.unpack();
    int last = startOfLastLine(text);
    Checksum next = checksum.copy();
    next.add(text, last);
    byte[] line = next.end();
    if (!Arrays.equals(text, last, text.length, line, 0, line.length)) {
      throw new ZipException("its checksum does not fit");
    }
    checksum = next;
    position += member.length();
    return new String(text, 0, last, StandardCharsets.UTF_8).lines().toList();
  }

  private boolean hasMore() {
    try {
      return in.read() >= 0;
    } catch (IOException e) {
      throw ArchiveRefusedException.unreadable(file, FileFailure.reason(e));
    }
  }

  private static int startOfLastLine(byte[] text) {
    int i = Math.max(text.length - 1, 0);
    while (i > 0 && text[i - 1] != '\n') {
      i--;
    }
    return i;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw ArchiveRefusedException.unreadable(file, FileFailure.reason(e));
    }
  }
}
