package dev.mapae.resourceowner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.Decoder;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// QR codes: ISO/IEC 18004.
class QrCodeTests {
  @Test
  void a_version_is_as_large_as_it_has_to_be() {
    assertThat(QrCode.of("x".repeat(14)).size()).isEqualTo(21);
    assertThat(QrCode.of("x".repeat(15)).size()).isEqualTo(25);
    assertThat(QrCode.of("x".repeat(122)).size()).isEqualTo(45);
    assertThat(QrCode.of("x".repeat(123)).size()).isEqualTo(49);
    assertThat(QrCode.of("x".repeat(213)).size()).isEqualTo(57);
    assertThat(QrCode.of("x").width()).isEqualTo(29);
    assertThatThrownBy(() -> QrCode.of("x".repeat(5000)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// The remainder polynomial of ISO/IEC 18004 annex I, which encodes 01234567 in version 1-M.
  @Test
  void corrections_are_those_of_annex_i() {
    byte[] data = HexFormat.of().parseHex("10200c566180ec11ec11ec11ec11ec11");
    assertThat(HexFormat.of().formatHex(QrCode.correction(data, 10)))
        .isEqualTo("a524d4c1ed36c7872c55");
  }

  /// Of each version one that it just holds, and one that is too long for it.
  @ParameterizedTest
  @ValueSource(ints = {1, 14, 15, 26, 27, 42, 62, 84, 85, 106, 122, 152, 180, 213, 251, 287, 666})
  void is_read_by_the_decoder_of_others(int length) throws Exception {
    assertThat(read(QrCode.of(text(length)))).isEqualTo(text(length));
  }

  private static String text(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('!' + (i * 7 + length) % 90));
    }
    return text.toString();
  }

  /// The masks are those that another reading of §7.8.3 found.
  @ParameterizedTest
  @CsvSource({"14, 6", "213, 1"})
  void is_under_the_mask_that_cameras_have_the_least_trouble_with(int length, int mask) {
    BitMatrix modules = modules(QrCode.of(text(length)));
    int bits = 0;
    for (int x = 2; x <= 4; x++) {
      bits = (bits << 1) | (modules.get(x, 8) ? 1 : 0);
    }
    // They are under a mask of their own: §7.9.1.
    assertThat(bits ^ 0b101).isEqualTo(mask);
  }

  private static String read(QrCode code) throws Exception {
    return new Decoder().decode(modules(code)).getText();
  }

  private static BitMatrix modules(QrCode code) {
    BitMatrix modules = new BitMatrix(code.size());
    Matcher run = Pattern.compile("M(\\d+) (\\d+)h(\\d+)").matcher(code.path());
    while (run.find()) {
      int x = Integer.parseInt(run.group(1)) - QrCode.QUIET;
      int y = Integer.parseInt(run.group(2)) - QrCode.QUIET;
      modules.setRegion(x, y, Integer.parseInt(run.group(3)), 1);
    }
    return modules;
  }
}
