package dev.mapae.distribution.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `breached_passwords`: a file of hashes. NIST SP 800-63B §3.1.1.2.
class BreachedPasswordsFileTests {
  @TempDir private Path folder;

  private static String sha1(String password) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(password.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().withUpperCase().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private BreachedPasswordsFile file(String text) throws IOException {
    return new BreachedPasswordsFile(Files.writeString(folder.resolve("breached.txt"), text));
  }

  private static List<String> sorted(Stream<String> passwords) {
    return passwords.map(BreachedPasswordsFileTests::sha1).sorted().toList();
  }

  /// As the files are that can be downloaded, and as others make them.
  @ParameterizedTest
  @ValueSource(strings = {":%d\r\n", ":%d\n", "\n", "\r\n"})
  void every_password_in_it_is_found_and_no_other(String end) throws IOException {
    for (int size : List.of(1, 2, 3, 500)) {
      StringBuilder text = new StringBuilder();
      int times = 1;
      for (String hash : sorted(IntStream.range(0, size).mapToObj(i -> "password " + i))) {
        times = times * 7 % 99991;
        text.append(hash).append(end.formatted(times));
      }
      BreachedPasswordsFile file = file(text.toString());
      assertThat(file.fault()).isEmpty();
      for (int i = 0; i < size; i++) {
        assertThat(file.test("password " + i)).as("%d of %d", i, size).isTrue();
        assertThat(file.test("another " + i)).isFalse();
      }
    }
  }

  @Test
  void the_last_line_needs_no_end_and_the_digits_no_case() throws IOException {
    List<String> hashes = sorted(Stream.of("wonderland-42", "비밀번호-42", "c"));
    BreachedPasswordsFile file = file(String.join("\n", hashes).toLowerCase(Locale.ROOT));
    assertThat(file.fault()).isEmpty();
    assertThat(Stream.of("wonderland-42", "비밀번호-42", "c")).allMatch(file);
    assertThat(file.test("d")).isFalse();
  }

  @Test
  void another_file_may_take_its_place() throws IOException {
    BreachedPasswordsFile file = file(sha1("a") + "\n");
    assertThat(file.test("b")).isFalse();
    file(sha1("b") + "\n");
    assertThat(file.test("b")).isTrue();
  }

  @Test
  void empty_lines_at_its_end_are_nothing() throws IOException {
    BreachedPasswordsFile file =
        file(String.join("\n", sorted(Stream.of("a", "b", "c"))) + "\n\n\r\n \n");
    assertThat(file.fault()).isEmpty();
    assertThat(Stream.of("a", "b", "c")).allMatch(file);
    assertThat(file.test("d")).isFalse();
  }

  /// The first and the last line do not tell, and nothing would be found in it.
  @Test
  void one_that_is_not_in_order_is_a_fault_wherever_it_begins_and_ends() throws IOException {
    List<String> hashes =
        new ArrayList<>(sorted(IntStream.range(0, 1000).mapToObj(i -> "password " + i)));
    Collections.shuffle(hashes.subList(1, 999), new Random(42));
    assertThat(file(String.join("\n", hashes)).fault()).endsWith("sort it");
    hashes.sort(Comparator.naturalOrder());
    Collections.fill(hashes.subList(480, 520), "these are no hashes at all, but some words");
    assertThat(file(String.join("\n", hashes)).fault()).contains("SHA-1");
  }

  @Test
  void one_that_is_none_ends_a_search_all_the_same() throws IOException {
    assertThat(file("0".repeat(100_000)).test("a")).isFalse();
    assertThat(file("\n".repeat(1000)).test("a")).isFalse();
    assertThat(file("").test("a")).isFalse();
  }

  @Test
  void a_configuration_says_what_is_wrong_with_it() throws IOException {
    ConfigurationFile configuration = new ConfigurationFile(folder);
    String text = "issuer: https://id.example.com\nbreached_passwords: breached.txt\n";
    assertThat(configuration.mistakes(text))
        .containsExactly(
            "2: 'breached_passwords' names a file that cannot be read; give it one that the"
                + " server may read");
    for (String none : List.of("", "password\n", "32ED87BDB5FDC5E9CBA88547376818D4:5\n")) {
      file(none);
      assertThat(configuration.mistakes(text)).singleElement().asString().contains("SHA-1");
    }
    file("F".repeat(40) + "\n" + "0".repeat(40) + "\n");
    assertThat(configuration.mistakes(text)).singleElement().asString().endsWith("sort it");
    file(sha1("wonderland-42") + ":7\n");
    assertThat(configuration.settings(text).breachedPasswords().orElseThrow().test("wonderland-42"))
        .isTrue();
    assertThat(configuration.settings("issuer: https://id.example.com\n").breachedPasswords())
        .isEmpty();
  }
}
