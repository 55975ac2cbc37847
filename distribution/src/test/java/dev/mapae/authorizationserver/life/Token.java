package dev.mapae.authorizationserver.life;

import com.nimbusds.jwt.SignedJWT;
import java.nio.ByteBuffer;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Base64;

/// Something to present, and where it leads, as only the server and its tests know.
///
/// @param row the id of the grant or session
/// @param generation of the row for which it is good; of an access token -1
record Token(Kind kind, String row, int generation, String value) {
  enum Kind {
    CODE,
    REFRESH_TOKEN,
    ACCESS_TOKEN,
    SESSION
  }

  static Token of(String value) {
    return switch (value.substring(0, 9)) {
      case "mapae_ac_" -> handle(Kind.CODE, value);
      case "mapae_rt_" -> handle(Kind.REFRESH_TOKEN, value);
      case "mapae_se_" -> handle(Kind.SESSION, value);
      default -> accessToken(value);
    };
  }

  /// Whether it is a code or a refresh token, which tokens are given for.
  boolean isHandle() {
    return kind == Kind.CODE || kind == Kind.REFRESH_TOKEN;
  }

  private static Token handle(Kind kind, String value) {
    byte[] bytes = Base64.getUrlDecoder().decode(value.substring(9));
    String row = Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(bytes, 16));
    return new Token(kind, row, ByteBuffer.wrap(bytes, 16, 4).getInt(), value);
  }

  private static Token accessToken(String value) {
    try {
      String id = SignedJWT.parse(value).getJWTClaimsSet().getJWTID();
      return new Token(Kind.ACCESS_TOKEN, id.substring(1, 23), -1, value);
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public String toString() {
    return kind + (kind == Kind.REFRESH_TOKEN ? " " + generation : "");
  }
}
