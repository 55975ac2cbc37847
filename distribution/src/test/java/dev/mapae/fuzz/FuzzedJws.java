package dev.mapae.fuzz;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// JWSs in compact serialization whose parts were made up: the first line is the header, the second
/// the claims, and what follows the signature. RFC 7515 §7.1.
public final class FuzzedJws {
  /// Whose signatures are good.
  public static final ECKey KEY = key();

  private FuzzedJws() {}

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("k").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /// One that nobody signed.
  public static String unsigned(byte[] input) {
    List<String> parts = FuzzTarget.lines(input, 3);
    return base64(parts.get(0)) + "." + base64(parts.get(1)) + "." + base64(parts.get(2));
  }

  /// One with a good signature of [#KEY], whatever the header says.
  public static String signed(byte[] input) {
    List<String> parts = FuzzTarget.lines(input, 3);
    return signed(parts.get(0), parts.get(1));
  }

  /// The same of these parts.
  public static String signed(String header, String claims) {
    String content = base64(header) + "." + base64(claims);
    try {
      return content
          + "."
          + new ECDSASigner(KEY)
              .sign(new JWSHeader(JWSAlgorithm.ES256), content.getBytes(StandardCharsets.US_ASCII));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
