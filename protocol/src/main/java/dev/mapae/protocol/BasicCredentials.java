package dev.mapae.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// A user-id and a password as HTTP Basic carries them. RFC 7617 §2.
///
/// @param userId without a colon
/// @param password may have colons, may be empty
public record BasicCredentials(String userId, String password) {
  private static final int MAX_LENGTH = 4096;

  /// Reads an `Authorization` header.
  ///
  /// @param header the value of the header
  /// @return the credentials; empty when the header is of another scheme
  /// @throws ProtocolException `invalid_request` when the scheme is Basic and the rest is not:
  ///   broken Base64, bytes that are not UTF-8, no colon, a control character
  public static Optional<BasicCredentials> parse(String header) {
    if (!header.regionMatches(true, 0, "Basic", 0, 5)
        || (header.length() > 5 && header.charAt(5) != ' ')) {
      return Optional.empty();
    }
    String encoded = header.substring(5).strip();
    if (encoded.isEmpty() || encoded.length() > MAX_LENGTH) {
      throw invalid("The Basic credentials are empty or too long.");
    }
    String text;
    try {
      byte[] bytes = Base64.getDecoder().decode(encoded);
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
    } catch (IllegalArgumentException e) {
      throw invalid("The Basic credentials are not Base64.");
    } catch (CharacterCodingException e) {
      throw invalid("The Basic credentials are not UTF-8.");
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw invalid("The Basic credentials have no colon between user-id and password.");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw invalid("The Basic credentials have a control character.");
    }
    return Optional.of(new BasicCredentials(text.substring(0, colon), text.substring(colon + 1)));
  }

  /// The same credentials with both halves form-decoded, as OAuth clients encode them. RFC 6749
  /// §2.3.1.
  ///
  /// @throws ProtocolException `invalid_request` for a broken escape
  public BasicCredentials formDecoded() {
    return new BasicCredentials(Parameters.decode(userId), Parameters.decode(password));
  }

  /// The same credentials with both halves form-encoded, as an OAuth client sends them. RFC 6749
  /// §2.3.1.
  public BasicCredentials formEncoded() {
    return new BasicCredentials(Parameters.encode(userId), Parameters.encode(password));
  }

  /// The value of the `Authorization` header.
  ///
  /// @throws IllegalArgumentException for a user-id with a colon, which would be read as the end of
  ///   it
  public String header() {
    if (userId.indexOf(':') >= 0) {
      throw new IllegalArgumentException("a user-id cannot have a colon");
    }
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((userId + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  private static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidRequest(description).exception();
  }

  /// Tells nothing of the password.
  @Override
  public String toString() {
    return "BasicCredentials[" + userId + "]";
  }
}
