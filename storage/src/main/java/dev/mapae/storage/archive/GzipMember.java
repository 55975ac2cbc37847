package dev.mapae.storage.archive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// One member of a gzip file, which tells its own length in an extra field (RFC 1952 §2.3.1.1), so
/// that it is read whole and the place where it ends is known.
final class GzipMember {
  /// No member is longer, nor what is packed in it: a reader holds both in memory.
  static final int LONGEST = 16 << 20;

  /// Up to the length: deflate, an extra field of eight bytes, its name, and the length's length.
  private static final byte[] BEGINNING = {
    0x1f, (byte) 0x8b, 8, 4, 0, 0, 0, 0, 0, (byte) 0xff, 8, 0, 'M', 'p', 4, 0
  };

  private static final int HEADER = BEGINNING.length + Integer.BYTES;
  private static final int TRAILER = 2 * Integer.BYTES;

  private final byte[] bytes;

  private GzipMember(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Packs a text.
  static GzipMember pack(byte[] text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length / 2 + HEADER + TRAILER);
    out.write(BEGINNING);
    out.write(new byte[Integer.BYTES]);
    // The fastest: the levels above it take several times as long, for a tenth of the size.
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try (DeflaterOutputStream packed = new DeflaterOutputStream(out, deflater, 1 << 13)) {
      packed.write(text);
    } finally {
      deflater.end();
    }
    CRC32 crc = new CRC32();
    crc.update(text);
    out.write(littleEndian(TRAILER).putInt((int) crc.getValue()).putInt(text.length).array());
    byte[] bytes = out.toByteArray();
    if (text.length > LONGEST || bytes.length > LONGEST) {
      throw new IllegalArgumentException("too long to be read again: " + text.length + " bytes");
    }
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(BEGINNING.length, bytes.length);
    return new GzipMember(bytes);
  }

  /// Reads the next one.
  ///
  /// @return empty where there is no more
  /// @throws EOFException when it is cut off
  /// @throws ZipException when what is there is no member of this kind
  static Optional<GzipMember> read(InputStream in) throws IOException {
    byte[] header = in.readNBytes(HEADER);
    if (header.length == 0) {
      return Optional.empty();
    }
    int known = Math.min(header.length, BEGINNING.length);
    if (!Arrays.equals(header, 0, known, BEGINNING, 0, known)) {
      throw new ZipException("it begins with other bytes");
    }
    if (header.length < HEADER) {
      throw new EOFException();
    }
    int length = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt(BEGINNING.length);
    if (length < HEADER + TRAILER || length > LONGEST) {
      throw new ZipException("its length is " + length);
    }
    byte[] bytes = Arrays.copyOf(header, length);
    if (in.readNBytes(bytes, HEADER, length - HEADER) < length - HEADER) {
      throw new EOFException();
    }
    return Optional.of(new GzipMember(bytes));
  }

  /// All of it, as it is in the file.
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return bytes.length;
  }

  /// The text.
  ///
  /// @throws ZipException when it is damaged
  byte[] unpack() throws ZipException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes), 1 << 13)) {
      byte[] text = in.readNBytes(LONGEST + 1);
      if (text.length > LONGEST) {
        throw new ZipException("it is longer than " + LONGEST + " bytes");
      }
      return text;
    } catch (ZipException e) {
      throw e;
    } catch (IOException e) {
      throw new ZipException(String.valueOf(e.getMessage()));
    }
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
