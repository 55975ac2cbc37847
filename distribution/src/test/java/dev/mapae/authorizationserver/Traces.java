package dev.mapae.authorizationserver;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Every form in which something secret may have been kept.
final class Traces {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final List<String> HASHES = List.of("MD5", "SHA-1", "SHA-256", "SHA-512");
  private static final int MAC = 32;

  private final Map<String, byte[]> forms = new LinkedHashMap<>();

  private Traces() {}

  /// The traces of what is presented as text: a token, a secret, a cookie.
  ///
  /// @param also what may have been put before it when it was hashed: the name of its owner
  static Map<String, byte[]> of(String secret, String also) {
    Traces traces = new Traces();
    traces.text("itself", secret);
    int prefix = secret.startsWith("mapae_") ? secret.indexOf('_', 6) + 1 : 0;
    String body = secret.substring(prefix);
    traces.halves(body);
    if (secret.startsWith("ey")) {
      traces.jwt(secret);
    } else if (body.matches("[A-Za-z0-9_-]{22,}") && body.length() % 4 != 1) {
      byte[] bytes = Base64.getUrlDecoder().decode(body);
      traces.bytes("its bytes", bytes);
      if (prefix > 0 || bytes.length > MAC) {
        traces.bytes("its MAC", Arrays.copyOfRange(bytes, bytes.length - MAC, bytes.length));
      }
    }
    Stream.of(secret, body, also + secret, also + ":" + secret, also + "\n" + secret)
        .distinct()
        .forEach(hashed -> traces.hashes(hashed.getBytes(UTF_8)));
    return traces.forms;
  }

  /// The traces of a key.
  static Map<String, byte[]> ofKey(byte[] key) {
    Traces traces = new Traces();
    traces.bytes("its bytes", key);
    traces.hashes(key);
    return traces.forms;
  }

  private void jwt(String jwt) {
    String signature = jwt.substring(jwt.lastIndexOf('.') + 1);
    text("its signature", signature);
    bytes("its signature", Base64.getUrlDecoder().decode(signature));
  }

  private void halves(String body) {
    if (body.length() >= 16) {
      text("its first half", body.substring(0, body.length() / 2));
      text("its second half", body.substring(body.length() / 2));
    }
  }

  private void hashes(byte[] of) {
    for (String algorithm : HASHES) {
      try {
        bytes(algorithm, MessageDigest.getInstance(algorithm).digest(of));
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError(e);
      }
    }
  }

  private void text(String what, String text) {
    put(what, text.getBytes(UTF_8));
  }

  private void bytes(String what, byte[] bytes) {
    put(what, bytes);
    put(what + " in hexadecimal", HexFormat.of().formatHex(bytes).getBytes(US_ASCII));
    put(what + " in base64url", BASE64URL.encodeToString(bytes).getBytes(US_ASCII));
    put(
        what + " in base64",
        Base64.getEncoder().withoutPadding().encodeToString(bytes).getBytes(US_ASCII));
  }

  private void put(String what, byte[] bytes) {
    forms.put(forms.size() + ", " + what, bytes);
  }
}
