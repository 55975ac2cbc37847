package dev.mapae.authorizationserver.logo;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A picture that a browser may be given: PNG, JPEG or WebP by its own first bytes, whatever was
/// said of it, that stands still and is of bounded size when it is unpacked. No SVG, which is a
/// document and can do things, and no GIF, of which each frame has a size.
///
/// @param contentType by what it is
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record Logo(String contentType, byte[] bytes) {
  /// In pixels, each way: what is 4 KiB when it comes could be gigabytes when it is drawn.
  static final int LARGEST = 1024;

  /// In bytes: with more, the page that shows it would weigh more than 30 KB in all.
  public static final int LONGEST = 4 * 1024;

  /// RFC 9649 §2.7.1.1, among the flags of `VP8X`.
  private static final int ANIMATION = 2;

  private record Size(int width, int height) {
    boolean isFine() {
      return width >= 1 && width <= LARGEST && height >= 1 && height <= LARGEST;
    }
  }

  /// Looks at what was fetched.
  ///
  /// @return empty for anything else
  public static Optional<Logo> read(byte[] bytes) {
    if (bytes.length > LONGEST) {
      return Optional.empty();
    }
    if (begins(bytes, 0, "\u0089PNG\r\n\u001a\n")
        && begins(bytes, 12, "IHDR")
        && !isAnimatedPng(bytes)) {
      return logo("image/png", bytes, new Size(big(bytes, 16, 4), big(bytes, 20, 4)));
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

  /// PNG, Third Edition §11.3.6.1: the chunk `acTL` is before the picture.
  private static boolean isAnimatedPng(byte[] bytes) {
    int at = 8;
    while (bytes.length - at >= 8 && !begins(bytes, at + 4, "IDAT")) {
      int length = big(bytes, at, 4);
      if (begins(bytes, at + 4, "acTL")) {
        return true;
      }
      if (length < 0 || length > bytes.length) {
        return false;
      }
      at += 12 + length;
    }
    return false;
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
      // §B.1.1.3: these have no length, and none of them is before the frame.
      boolean alone = marker == 0x01 || (marker >= 0xd0 && marker <= 0xd9);
      int length = big(bytes, at + 2, 2);
      if (alone || length < 2) {
        return Optional.empty();
      }
      at += 2 + length;
    }
    return Optional.empty();
  }

  /// RFC 9649 §2.5, §2.6, §2.7.
  private static Optional<Size> webp(byte[] bytes) {
    if (begins(bytes, 12, "VP8X") && (big(bytes, 20, 1) & ANIMATION) == 0) {
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
