package dev.mapae.authorizationserver.key;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A key made of a password by much memory. RFC 7914.
public final class Scrypt {
  private static final int WORDS = 16;
  private static final ValueLayout.OfInt WORD =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Scrypt() {}

  /// What one key costs: memory of 128 `n` `r` bytes, filled and read `p` times. RFC 7914 §2.
  ///
  /// @param n a power of two above one
  public record Cost(int n, int r, int p) {
    /// How much memory one takes, in bytes.
    public long memory() {
      return 128L * n * r;
    }
  }

  /// Makes one. Its memory is taken outside of the heap, which is smaller.
  ///
  /// @param salt not empty
  /// @param length in bytes
  public static byte[] key(byte[] password, byte[] salt, Cost cost, int length) {
    int block = 128 * cost.r();
    byte[] mixed = Pbkdf2.key(Pbkdf2.Hash.SHA256, password, salt, 1, block * cost.p());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(cost.memory(), Integer.BYTES);
      for (int i = 0; i < cost.p(); i++) {
        int[] words = new int[block / Integer.BYTES];
        ByteBuffer own = ByteBuffer.wrap(mixed, i * block, block).slice();
        own.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
        mix(words, cost.n(), memory);
        own.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(words);
      }
    }
    return Pbkdf2.key(Pbkdf2.Hash.SHA256, password, mixed, 1, length);
  }

  /// RFC 7914 §5, scryptROMix.
  private static void mix(int[] x, int n, MemorySegment memory) {
    int[] y = new int[x.length];
    long size = (long) x.length * Integer.BYTES;
    for (int i = 0; i < n; i++) {
      MemorySegment.copy(x, 0, memory, WORD, i * size, x.length);
      mixBlocks(x, y);
    }
    for (int i = 0; i < n; i++) {
      long from = (x[x.length - WORDS] & (n - 1)) * size;
      for (int k = 0; k < x.length; k++) {
        x[k] ^= memory.get(WORD, from + (long) k * Integer.BYTES);
      }
      mixBlocks(x, y);
    }
  }

  /// RFC 7914 §4, scryptBlockMix, in place.
  ///
  /// @param y room for as much
  private static void mixBlocks(int[] b, int[] y) {
    int blocks = b.length / WORDS;
    int[] x = new int[WORDS];
    System.arraycopy(b, b.length - WORDS, x, 0, WORDS);
    for (int i = 0; i < blocks; i++) {
      for (int k = 0; k < WORDS; k++) {
        x[k] ^= b[i * WORDS + k];
      }
      salsa(x);
      // Even ones before odd ones.
      System.arraycopy(x, 0, y, (i / 2 + (i % 2) * (blocks / 2)) * WORDS, WORDS);
    }
    System.arraycopy(y, 0, b, 0, b.length);
  }

  /// RFC 7914 §3, Salsa20/8, in place.
  private static void salsa(int[] b) {
    int[] x = b.clone();
    for (int i = 0; i < 4; i++) {
      quarter(x, 0, 4, 8, 12);
      quarter(x, 5, 9, 13, 1);
      quarter(x, 10, 14, 2, 6);
      quarter(x, 15, 3, 7, 11);
      quarter(x, 0, 1, 2, 3);
      quarter(x, 5, 6, 7, 4);
      quarter(x, 10, 11, 8, 9);
      quarter(x, 15, 12, 13, 14);
    }
    for (int i = 0; i < WORDS; i++) {
      b[i] += x[i];
    }
  }

  private static void quarter(int[] x, int a, int b, int c, int d) {
    x[b] ^= Integer.rotateLeft(x[a] + x[d], 7);
    x[c] ^= Integer.rotateLeft(x[b] + x[a], 9);
    x[d] ^= Integer.rotateLeft(x[c] + x[b], 13);
    x[a] ^= Integer.rotateLeft(x[d] + x[c], 18);
  }
}
