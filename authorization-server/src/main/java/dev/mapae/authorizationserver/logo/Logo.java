package dev.mapae.authorizationserver.logo;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A picture that a browser may be given: PNG, JPEG, GIF or WebP by its own first bytes, whatever
/// was said of it, and of bounded size when it is unpacked. No SVG, which is a document and can do
/// things.
///
/// @param contentType by what it is
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record Logo(String contentType, byte[] bytes) {
  /// In pixels, each way: what is 64 KiB when it comes could be gigabytes when it is drawn.
  static final int LARGEST = 1024;

  private record Size(int width, int height) {
    boolean isFine() {
      return width >= 1 && width <= LARGEST && height >= 1 && height <= LARGEST;
    }
  }

  /// Looks at what was fetched.
  ///
  /// @return empty for anything else
  public static Optional<Logo> read(byte[] bytes) {
    if (begins(bytes, 0, "\u0089PNG\r\n\u001a\n") && begins(bytes, 12, "IHDR")) {
      return logo("image/png", bytes, new Size(big(bytes, 16, 4), big(bytes, 20, 4)));
    }
    if (begins(bytes, 0, "GIF87a") || begins(bytes, 0, "GIF89a")) {
      return logo("image/gif", bytes, new Size(little(bytes, 6, 2), little(bytes, 8, 2)));
    }
    if (begins(bytes, 0, "\u00ff\u00d8\u00ff")) {
      return jpeg(bytes).flatMap(size -> logo("image/jpeg", bytes, size));
    }
    if (begins(bytes, 0, "RIFF") && begins(bytes, 8, "WEBP")) {
      return webp(bytes).flatMap(size -> logo("image/webp", bytes, size));
    }
    return Optional.empty();
  }

  private static Optional<Logo> logo(String contentType, byte[] bytes, Size size) {
    return size.isFine() ? Optional.of(new Logo(contentType, bytes)) : Optional.empty();
  }

  /// ITU-T T.81 §B.1.1: segments up to the frame header, which has the size.
  private static Optional<Size> jpeg(byte[] bytes) {
    int at = 2;
    while (big(bytes, at, 1) == 0xff) {
      int marker = big(bytes, at + 1, 1);
      if (marker == 0xff) {
        at++;
        continue;
      }
      boolean frame =
          marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
      if (frame) {
        return Optional.of(new Size(big(bytes, at + 7, 2), big(bytes, at + 5, 2)));
      }
      int length = big(bytes, at + 2, 2);
      if (length < 2) {
        return Optional.empty();
      }
      at += 2 + length;
    }
    return Optional.empty();
  }

  /// RFC 9649 §2.5, §2.6, §2.7.
  private static Optional<Size> webp(byte[] bytes) {
    if (begins(bytes, 12, "VP8X")) {
      return Optional.of(new Size(little(bytes, 24, 3) + 1, little(bytes, 27, 3) + 1));
    }
    if (begins(bytes, 12, "VP8L") && big(bytes, 20, 1) == 0x2f) {
      int packed = little(bytes, 21, 4);
      return Optional.of(new Size((packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1));
    }
    if (begins(bytes, 12, "VP8 ") && begins(bytes, 23, "\u009d\u0001*")) {
      return Optional.of(new Size(little(bytes, 26, 2) & 0x3fff, little(bytes, 28, 2) & 0x3fff));
    }
    return Optional.empty();
  }

  private static boolean begins(byte[] bytes, int at, String with) {
    byte[] wanted = with.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length - at < wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /// A number with its first byte first; -1 where the bytes end before.
  private static int big(byte[] bytes, int at, int length) {
    if (bytes.length - at < length) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < length; i++) {
      number = number << 8 | (bytes[at + i] & 0xff);
    }
    return number;
  }

  /// The same with its last byte first.
  private static int little(byte[] bytes, int at, int length) {
    if (bytes.length - at < length) {
      return -1;
    }
    int number = 0;
    for (int i = length - 1; i >= 0; i--) {
      number = number << 8 | (bytes[at + i] & 0xff);
    }
    return number;
  }
}
