package dev.mapae.authorizationserver.logo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7591 §2, `logo_uri`: what is taken for a picture.
class LogoTests {
  private static byte[] drawn(String format, int width, int height) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(
            ImageIO.write(
                new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, out))
        .isTrue();
    return out.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static String little(int number, int length) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < length; i++) {
      out.append((char) (number >> (8 * i) & 0xff));
    }
    return out.toString();
  }

  /// A WebP file with so much of its first chunk as has the size. RFC 9649 §2.5 to §2.7.
  private static byte[] webp(String kind, int width, int height) {
    String chunk =
        switch (kind) {
          case "VP8X" -> "VP8X\n\0\0\0\0\0\0\0" + little(width - 1, 3) + little(height - 1, 3);
          case "VP8L" -> "VP8L\n\0\0\0/" + little(width - 1 | (height - 1) << 14, 4);
          default -> "VP8 \n\0\0\0\u0010\0\0\u009d\u0001*" + little(width, 2) + little(height, 2);
        };
    return bytes("RIFF \0\0\0WEBP" + chunk);
  }

  @ParameterizedTest
  @CsvSource({"png,image/png", "jpg,image/jpeg"})
  void what_a_program_drew_is_one(String format, String contentType) throws IOException {
    byte[] picture = drawn(format, 48, 32);
    assertThat(Logo.read(picture).orElseThrow().contentType()).isEqualTo(contentType);
    assertThat(Logo.read(picture).orElseThrow().bytes()).isEqualTo(picture);
  }

  @ParameterizedTest
  @CsvSource({"png,1024,1025", "png,1025,1", "jpg,1025,8", "jpg,8,1025"})
  void what_would_be_too_large_when_it_is_drawn_is_none(String format, int width, int height)
      throws IOException {
    assertThat(Logo.read(drawn(format, width, height))).isEmpty();
    assertThat(Logo.read(drawn(format, Math.min(width, 1024), Math.min(height, 1024)))).isPresent();
  }

  /// The page that shows it has to be light.
  @Test
  void what_is_too_long_is_none() throws IOException {
    byte[] picture = drawn("png", 48, 32);
    assertThat(Logo.read(Arrays.copyOf(picture, 4096))).isPresent();
    assertThat(Logo.read(Arrays.copyOf(picture, 4097))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"VP8X", "VP8L", "VP8 "})
  void webp_has_its_size_in_three_ways(String kind) {
    assertThat(Logo.read(webp(kind, 1024, 1)).orElseThrow().contentType()).isEqualTo("image/webp");
    assertThat(Logo.read(webp(kind, 1, 1024))).isPresent();
    assertThat(Logo.read(webp(kind, 1025, 1))).isEmpty();
    assertThat(Logo.read(webp(kind, 1, 1025))).isEmpty();
  }

  /// The decompression bomb that a header of a few bytes is.
  @Test
  void a_size_without_end_is_none() {
    String png = "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR";
    assertThat(Logo.read(bytes(png + "\0\0\u0004\0\0\0\u0004\0"))).isPresent();
    assertThat(Logo.read(bytes(png + "\u0080\0\0\0\0\0\0\u0001"))).isEmpty();
    assertThat(Logo.read(bytes(png + "\u00ff\u00ff\u00ff\u00ff\0\0\0\u0001"))).isEmpty();
    assertThat(Logo.read(bytes(png + "\0\0\0\0\0\0\0\u0001"))).isEmpty();
  }

  @Test
  void what_ends_before_its_size_is_none() throws IOException {
    for (byte[] picture :
        new byte[][] {drawn("png", 8, 8), webp("VP8X", 8, 8), webp("VP8 ", 8, 8)}) {
      for (int length = 0; length < 10; length++) {
        assertThat(Logo.read(Arrays.copyOf(picture, length))).isEmpty();
      }
    }
    assertThat(Logo.read(Arrays.copyOf(drawn("jpg", 8, 8), 20))).isEmpty();
    assertThat(Logo.read(bytes("\u00ff\u00d8\u00ff\u00e0\0\0"))).isEmpty();
  }

  /// Each frame of these could have another size, or they would never end.
  @Test
  void what_moves_is_none() throws IOException {
    assertThat(Logo.read(drawn("gif", 8, 8))).isEmpty();
    byte[] png = drawn("png", 8, 8);
    String control = "\0\0\0\u0008acTL\0\0\0\u0002\0\0\0\0crc!";
    String still = new String(png, ISO_8859_1);
    int data = still.indexOf("IDAT") - 4;
    assertThat(Logo.read(bytes(still.substring(0, data) + control + still.substring(data))))
        .isEmpty();
    assertThat(Logo.read(bytes(still + control))).isPresent();
    byte[] webp = webp("VP8X", 8, 8);
    webp[20] |= 2;
    assertThat(Logo.read(webp)).isEmpty();
  }

  /// What looks like a segment after one of these is none, and its size would be another.
  @ParameterizedTest
  @ValueSource(ints = {0x01, 0xd0, 0xd7, 0xd8, 0xd9})
  void jpeg_has_no_marker_without_length_before_its_size(int marker) throws IOException {
    String jpeg = new String(drawn("jpg", 8, 8), ISO_8859_1);
    String hidden = "\u00ff" + (char) marker + "\0\u0004\0\0";
    assertThat(Logo.read(bytes(jpeg.substring(0, 2) + hidden + jpeg.substring(2)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
        "<?xml version=\"1.0\"?><svg/>",
        "<html>",
        "GIF88a\1\0\1\0",
        "BM",
        "%PDF-1.7"
      })
  void anything_else_is_none(String text) {
    assertThat(Logo.read(text.getBytes(UTF_8))).isEmpty();
  }
}
