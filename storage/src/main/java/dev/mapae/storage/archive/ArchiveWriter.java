package dev.mapae.storage.archive;

import dev.mapae.storage.archive.ArchiveRefusedException.Reason;
import dev.mapae.storage.file.FileFailure;
import dev.mapae.storage.file.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Writes an archive as `NAME.part`, for nobody but its owner, and gives it its name when it is
/// complete. What a killed process left is there for the next one to go on from.
public final class ArchiveWriter implements AutoCloseable {
  private static final Set<OpenOption> OPTIONS =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);

  private final Path target;
  private final Path part;
  private final FileChannel channel;
  private final Map<String, Long> rows = new LinkedHashMap<>();
  private Checksum checksum = new Checksum();
  private long bytes;

  private ArchiveWriter(Path target, Path part, FileChannel channel) {
    this.target = target;
    this.part = part;
    this.channel = channel;
  }

  /// Opens `NAME.part`, which no other process writes meanwhile, and leaves it as it is.
  ///
  /// @throws ArchiveRefusedException when it cannot be written, or the archive is there already
  public static ArchiveWriter open(Path target) {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw ArchiveRefusedException.exists(target);
    }
    try {
      FileChannel channel = FileChannel.open(part, OPTIONS, OwnerOnly.file(part));
      try {
        lock(channel, part);
        if (!OwnerOnly.isOurs(part)) {
          throw ArchiveRefusedException.partInTheWay(part);
        }
      } catch (IOException | ArchiveRefusedException e) {
        channel.close();
        throw e;
      }
      return new ArchiveWriter(target, part, channel);
    } catch (IOException e) {
      throw ArchiveRefusedException.unwritable(part, FileFailure.reason(e));
    }
  }

  /// Reads what an earlier process left. The reader is not to be closed: it reads from the file
  /// that this writes to, and to close another channel would give the lock away.
  ///
  /// @return empty when not even a header is there
  /// @throws ArchiveRefusedException when it is nothing of this issuer
  public Optional<ArchiveReader> earlier(String issuer) {
    try {
      ArchiveReader reader = new ArchiveReader(part, Channels.newInputStream(channel.position(0)));
      if (!reader.header().issuer().equals(issuer)) {
        throw ArchiveRefusedException.partInTheWay(part);
      }
      return Optional.of(reader);
    } catch (IOException e) {
      throw ArchiveRefusedException.unreadable(part, FileFailure.reason(e));
    } catch (ArchiveRefusedException e) {
      if (e.reason() == Reason.TRUNCATED) {
        return Optional.empty();
      }
      throw e.reason() == Reason.FOREIGN ? ArchiveRefusedException.partInTheWay(part) : e;
    }
  }

  /// The name that the file has meanwhile.
  public Path part() {
    return part;
  }

  /// Goes on after what was left until there.
  public void goOnFrom(Place place) {
    cut(place.bytes());
    rows.putAll(place.rows());
    checksum = place.checksum();
  }

  /// Begins, whatever was left.
  public Place begin(ArchiveHeader header) {
    cut(0);
    header.tables().keySet().forEach(table -> rows.put(table, 0L));
    write(header.lines());
    return place();
  }

  /// Adds a chunk.
  ///
  /// @throws ArchiveRefusedException when it cannot be written, of a full disk for example
  /// @throws IllegalArgumentException when it is longer than what is read
  public void add(Chunk.Rows chunk) {
    write(chunk.lines());
    rows.merge(chunk.table(), (long) chunk.rows().size(), Long::sum);
  }

  private void write(List<String> content) {
    byte[] lines = (String.join("\n", content) + "\n").getBytes(StandardCharsets.UTF_8);
    checksum.add(lines, lines.length);
    byte[] last = checksum.end();
    byte[] text = ByteBuffer.allocate(lines.length + last.length).put(lines).put(last).array();
    try {
      ByteBuffer member = ByteBuffer.wrap(GzipMember.pack(text).bytes());
      while (member.hasRemaining()) {
        bytes += channel.write(member);
      }
    } catch (IOException e) {
      throw ArchiveRefusedException.unwritable(part, FileFailure.reason(e));
    }
  }

  /// Adds the end. Once this returns, the archive has its name and is on the disk.
  public Place finish(Instant now) {
    write(new Chunk.End(now, rows).lines());
    try {
      channel.force(true);
      // Not what replaces: a file may have come there meanwhile.
      Files.move(part, target);
      Path folder = target.toAbsolutePath().getParent();
      if (folder != null) {
        try (FileChannel entry = FileChannel.open(folder)) {
          entry.force(true);
        }
      }
      return place();
    } catch (IOException e) {
      throw ArchiveRefusedException.unwritable(part, FileFailure.reason(e));
    }
  }

  private Place place() {
    return new Place(bytes, rows, checksum);
  }

  private void cut(long length) {
    try {
      channel.truncate(length).position(length);
      bytes = length;
    } catch (IOException e) {
      throw ArchiveRefusedException.unwritable(part, FileFailure.reason(e));
    }
  }

  private static void lock(FileChannel channel, Path part) throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // This very process has it.
    }
    throw ArchiveRefusedException.inUse(part);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw ArchiveRefusedException.unwritable(part, FileFailure.reason(e));
    }
  }
}
