package dev.mapae.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Turns that threads and programs take by the lock of a file.
final class FileTurns {
  private static final int PATIENCE_MILLIS = 20;

  /// The turns of this process, by file. The lock of a file is the whole process's, and closing any
  /// channel of that file ends it: a thread that waited with a channel of its own and gave up would
  /// take it away from the one that works.
  private static final ConcurrentMap<Path, ReentrantLock> OF_PROCESS = new ConcurrentHashMap<>();

  private FileTurns() {}

  /// Runs alone among all that take turns by a file.
  ///
  /// @param file absolute; it is made where there is none, in a folder that exists
  /// @throws UncheckedIOException when it cannot be written
  /// @throws ClientException `Interrupted` when the thread was, while it waited
  /// @throws IllegalStateException from within such work in its own thread, which would wait for
  ///   itself; from another thread that it waits for, both wait without end
  static <T> T alone(Path file, Supplier<T> work) {
    try {
      ReentrantLock turn = OF_PROCESS.computeIfAbsent(place(file), path -> new ReentrantLock());
      if (turn.isHeldByCurrentThread()) {
        throw new IllegalStateException(
            "A sign-in whose tokens go to a TokenFile uses that file itself, and would wait for its"
                + " own end; delete the file, or ask for its tokens, before or after the sign-in.");
      }
      turn.lockInterruptibly();
      try {
        return aloneAmongProcesses(file, work);
      } finally {
        turn.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    } catch (InterruptedIOException
        | ClosedByInterruptException
        | FileLockInterruptionException e) {
      throw interrupted(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ClientException interrupted(Exception e) {
    return new ClientException(
        new ClientError.Interrupted("Interrupted while another program used the tokens."), e);
  }

  /// The same for all spellings of its folder.
  private static Path place(Path file) throws IOException {
    Path folder = file.getParent();
    return folder == null ? file : folder.toRealPath().resolve(file.getFileName());
  }

  private static <T> T aloneAmongProcesses(Path file, Supplier<T> work) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      FileLock lock = lock(channel);
      try {
        return work.get();
      } finally {
        lock.release();
      }
    }
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    while (true) {
      try {
        return channel.lock();
      } catch (OverlappingFileLockException e) {
        // In this very process, by what this map does not know: another class loader's, another
        // name of the file, or the application itself.
        try {
          Thread.sleep(PATIENCE_MILLIS);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException();
        }
      }
    }
  }
}
