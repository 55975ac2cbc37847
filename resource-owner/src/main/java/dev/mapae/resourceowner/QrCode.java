package dev.mapae.resourceowner;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A text as a QR code, for cameras. ISO/IEC 18004: byte mode, error correction level M.
///
/// @param size how many modules are on each side
/// @param path the dark ones, as the `d` of an SVG path
record QrCode(int size, String path) {
  /// What is around it, so that cameras find it: ISO/IEC 18004 §6.3.8.
  static final int QUIET = 4;

  /// Of 2 in GF(256), and what each number is a power of it.
  private static final int[] POWERS = new int[255];

  private static final int[] LOGARITHMS = new int[256];

  static {
    for (int i = 0, power = 1; i < 255; i++) {
      POWERS[i] = power;
      LOGARITHMS[power] = i;
      power = (power << 1) ^ ((power >>> 7) * 0x11d);
    }
  }

  /// @throws IllegalArgumentException for a text that no version takes
  static QrCode of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    QrVersion version = QrVersion.holding(bytes.length);
    QrModules modules = new QrModules(version);
    modules.drawPatterns();
    modules.drawData(version.codewords(bytes));
    return new QrCode(modules.size(), path(modules.masked()));
  }

  private static String path(boolean[][] dark) {
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < dark.length; y++) {
      int x = 0;
      while (x < dark.length) {
        int from = x;
        while (x < dark.length && dark[y][x]) {
          x++;
        }
        if (x > from) {
          int width = x - from;
          path.append('M').append(from + QUIET).append(' ').append(y + QUIET);
          path.append('h').append(width).append("v1h-").append(width).append('z');
        }
        x++;
      }
    }
    return path.toString();
  }

  /// With what is around it.
  int width() {
    return size + 2 * QUIET;
  }

  /// Reed-Solomon codes over GF(256), whose polynomial is x^8 + x^4 + x^3 + x^2 + 1: ISO/IEC 18004
  /// §7.5.
  static byte[] correction(byte[] data, int length) {
    int[] divisor = divisor(length);
    int[] rest = new int[length];
    for (byte b : data) {
      int factor = (b & 0xff) ^ rest[0];
      System.arraycopy(rest, 1, rest, 0, length - 1);
      rest[length - 1] = 0;
      for (int i = 0; i < length; i++) {
        rest[i] ^= product(divisor[i], factor);
      }
    }
    byte[] out = new byte[length];
    for (int i = 0; i < length; i++) {
      out[i] = (byte) rest[i];
    }
    return out;
  }

  /// The coefficients of (x - 2^0)(x - 2^1)…, without the first, which is one.
  private static int[] divisor(int degree) {
    int[] coefficients = new int[degree];
    coefficients[degree - 1] = 1;
    int root = 1;
    for (int i = 0; i < degree; i++) {
      for (int j = 0; j < degree; j++) {
        coefficients[j] = product(coefficients[j], root);
        if (j + 1 < degree) {
          coefficients[j] ^= coefficients[j + 1];
        }
      }
      root = product(root, 2);
    }
    return coefficients;
  }

  private static int product(int a, int b) {
    return a == 0 || b == 0 ? 0 : POWERS[(LOGARITHMS[a] + LOGARITHMS[b]) % 255];
  }

  /// One of the sizes, of which larger ones hold more.
  ///
  /// @param number from 1
  record QrVersion(int number) {
    /// Of level M, for each version: how many codewords correct each block, and how many blocks
    /// there are. ISO/IEC 18004 table 9.
    private static final int[] CORRECTION = {
      10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26
    };

    private static final int[] BLOCKS = {
      1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16
    };

    static QrVersion holding(int bytes) {
      for (int number = 1; number <= BLOCKS.length; number++) {
        QrVersion version = new QrVersion(number);
        if (version.dataCodewords() * 8 >= 4 + version.countBits() + 8 * bytes) {
          return version;
        }
      }
      throw new IllegalArgumentException("too long for a QR code: " + bytes + " bytes");
    }

    int size() {
      return 17 + 4 * number;
    }

    /// Where alignment patterns have their middle, in both directions.
    int[] alignments() {
      if (number == 1) {
        return new int[0];
      }
      int count = number / 7 + 2;
      int step = (number * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
      int[] middles = new int[count];
      middles[0] = 6;
      for (int i = count - 1, at = size() - 7; i >= 1; i--, at -= step) {
        middles[i] = at;
      }
      return middles;
    }

    private int allCodewords() {
      int modules = (16 * number + 128) * number + 64;
      if (number >= 2) {
        int count = number / 7 + 2;
        modules -= (25 * count - 10) * count - 55;
      }
      return (number >= 7 ? modules - 36 : modules) / 8;
    }

    private int dataCodewords() {
      return allCodewords() - CORRECTION[number - 1] * BLOCKS[number - 1];
    }

    private int countBits() {
      return number < 10 ? 8 : 16;
    }

    /// What is drawn: data with correction, block by block in turn.
    byte[] codewords(byte[] bytes) {
      byte[] data = data(bytes);
      int blocks = BLOCKS[number - 1];
      int correction = CORRECTION[number - 1];
      int shorter = data.length / blocks;
      int shortOnes = blocks - data.length % blocks;
      byte[][] parts = new byte[blocks][];
      byte[][] corrections = new byte[blocks][];
      for (int i = 0, at = 0; i < blocks; i++) {
        int length = shorter + (i < shortOnes ? 0 : 1);
        parts[i] = Arrays.copyOfRange(data, at, at + length);
        corrections[i] = correction(parts[i], correction);
        at += length;
      }
      byte[] out = new byte[allCodewords()];
      int at = interleave(parts, shorter + 1, out, 0);
      interleave(corrections, correction, out, at);
      return out;
    }

    private static int interleave(byte[][] parts, int longest, byte[] out, int from) {
      int at = from;
      for (int i = 0; i < longest; i++) {
        for (byte[] part : parts) {
          if (i < part.length) {
            out[at++] = part[i];
          }
        }
      }
      return at;
    }

    /// Mode, length, bytes, an end, and filling. ISO/IEC 18004 §7.4.
    private byte[] data(byte[] bytes) {
      byte[] out = new byte[dataCodewords()];
      int at = put(out, 0, 0b0100, 4);
      at = put(out, at, bytes.length, countBits());
      for (byte b : bytes) {
        at = put(out, at, b & 0xff, 8);
      }
      at = (Math.min(at + 4, out.length * 8) + 7) / 8;
      for (int filling = 0xec; at < out.length; filling ^= (0xec ^ 0x11)) {
        out[at++] = (byte) filling;
      }
      return out;
    }

    private static int put(byte[] out, int at, int value, int bits) {
      for (int i = 0; i < bits; i++) {
        out[(at + i) / 8] |= (byte) (((value >>> (bits - 1 - i)) & 1) << (7 - (at + i) % 8));
      }
      return at + bits;
    }
  }
}
