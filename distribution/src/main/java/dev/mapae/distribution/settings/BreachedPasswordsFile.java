package dev.mapae.distribution.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Passwords that are known to have leaked, in a file: a line with the SHA-1 of each, in order, as
/// they are published for such files. NIST SP 800-63B §3.1.1.2.
///
/// A password is looked for by bisection: some thirty small reads in a file of any size, of which
/// nothing is kept in memory.
public record BreachedPasswordsFile(Path path) implements Predicate<String> {
  private static final int HASH = 40;

  /// As long as a line may be: the hash, and how often it was found.
  private static final int LINE = 64;

  /// As many as bisect what no file is large enough for.
  private static final int STEPS = 64;

  private static final int PROBES = 64;

  private static final Pattern FORM = Pattern.compile("[0-9A-Fa-f]{40}(:\\d{1,12})? *\r?");

  /// Looks for lines all over it: one that is not in its place is not found.
  ///
  /// @return what is wrong with it, and how to mend it; empty for nothing
  public String fault() {
    try (FileChannel file = FileChannel.open(path)) {
      long size = sizeOf(file);
      for (int i = 0; i <= PROBES; i++) {
        // Also the first one and the last one.
        String line = lineAt(file, startOfLine(file, Math.max(0, size - 1) * i / PROBES));
        if (!FORM.matcher(line).matches()) {
          return "has to name a file with the SHA-1 of a password in each line: 40 hexadecimal"
              + " digits, perhaps with a colon and a number behind them";
        }
        if (!has(file, hash(line))) {
          return "names a file that is not in the order of its hashes; sort it";
        }
      }
      return "";
    } catch (IOException e) {
      return "names a file that cannot be read; give it one that the server may read";
    }
  }

  /// Opens the file each time, which is seldom, so that another one can take its place.
  @Override
  public boolean test(String password) {
    try (FileChannel file = FileChannel.open(path)) {
      return has(file, sha1(password));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean has(FileChannel file, String wanted) throws IOException {
    long low = 0;
    long high = sizeOf(file);
    for (int step = 0; low < high && step < STEPS; step++) {
      long start = startOfLine(file, low + (high - low) / 2);
      String line = lineAt(file, start);
      int order = hash(line).compareTo(wanted);
      if (order == 0) {
        return true;
      }
      if (order < 0) {
        low = start + line.length() + 1;
      } else {
        high = start;
      }
    }
    return false;
  }

  /// Without empty lines at its end.
  private static long sizeOf(FileChannel file) throws IOException {
    long size = file.size();
    int from = (int) Math.min(size, LINE);
    return size - from + read(file, size - from, from).stripTrailing().length();
  }

  /// Where the line begins that a byte is in; the end of a line belongs to it.
  private static long startOfLine(FileChannel file, long position) throws IOException {
    long from = Math.max(0, position - LINE);
    int end = read(file, from, (int) (position - from)).lastIndexOf('\n');
    return end < 0 ? from : from + end + 1;
  }

  private static String lineAt(FileChannel file, long start) throws IOException {
    String text = read(file, start, LINE);
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  private static String hash(String line) {
    return line.substring(0, Math.min(HASH, line.length())).toUpperCase(Locale.ROOT);
  }

  private static String read(FileChannel file, long from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    int got = 0;
    while (bytes.hasRemaining() && got >= 0) {
      got = file.read(bytes, from + bytes.position());
    }
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
  }

  private static String sha1(String password) {
    try {
      return HexFormat.of()
          .withUpperCase()
          .formatHex(
              MessageDigest.getInstance("SHA-1").digest(password.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
