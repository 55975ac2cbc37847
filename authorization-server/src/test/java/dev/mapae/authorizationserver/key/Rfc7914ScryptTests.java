package dev.mapae.authorizationserver.key;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 7914, scrypt.
class Rfc7914ScryptTests {
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  @Nested
  class Section_11_pbkdf2 {
    @Test
    void it_makes_the_key_of_the_vector() {
      assertThat(
              Pbkdf2.key(
                  Pbkdf2.Hash.SHA256,
                  "passwd".getBytes(US_ASCII),
                  "salt".getBytes(US_ASCII),
                  1,
                  64))
          .isEqualTo(
              hex(
                  "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                      + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"));
    }
  }

  @Nested
  class Section_12_scrypt {
    @Test
    void several_lanes_make_the_key_of_the_vector() {
      assertThat(
              Scrypt.key(
                  "password".getBytes(US_ASCII),
                  "NaCl".getBytes(US_ASCII),
                  new Scrypt.Cost(1024, 8, 16),
                  64))
          .isEqualTo(
              hex(
                  "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                      + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"));
    }

    @Test
    void much_memory_makes_the_key_of_the_vector() {
      assertThat(
              Scrypt.key(
                  "pleaseletmein".getBytes(US_ASCII),
                  "SodiumChloride".getBytes(US_ASCII),
                  new Scrypt.Cost(16384, 8, 1),
                  64))
          .isEqualTo(
              hex(
                  "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                      + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"));
    }
  }
}
