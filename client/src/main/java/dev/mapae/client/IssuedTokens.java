package dev.mapae.client;

import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A successful answer of a token endpoint, its ID token not yet validated. RFC 6749 §5.1.
///
/// @param tokens without the ID token
/// @param idToken as it came
/// @param issuedTokenType RFC 8693 §2.2.1
/// @param authorizationDetails empty when the answer left them out (RFC 9396 §7), which is not the
///   same as none
record IssuedTokens(
    Tokens tokens,
    Optional<String> idToken,
    Optional<String> issuedTokenType,
    Optional<List<Map<String, Object>>> authorizationDetails) {
  private static final Pattern VSCHAR = Pattern.compile("[\\x20-\\x7e]+");

  /// Reads an answer.
  ///
  /// @param requested what an answer without `scope` grants: what was asked for (RFC 6749 §5.1)
  /// @param asked when the request was made
  /// @throws ClientException `InvalidAnswer`
  static IssuedTokens read(Answer answer, Scope requested, Instant asked) {
    Map<String, Object> json = answer.json();
    String accessToken =
        token(json, "access_token", answer)
            .orElseThrow(() -> answer.invalid("has no access_token").exception());
    // RFC 6749 §7.1: a token of a type that the client does not know must not be used.
    TokenType type =
        (json.get("token_type") instanceof String text
                ? TokenType.of(text)
                : Optional.<TokenType>empty())
            .orElseThrow(
                () -> answer.invalid("has another token_type than Bearer or DPoP").exception());
    Optional<List<Map<String, Object>>> details = authorizationDetails(json, answer);
    Tokens tokens =
        new Tokens(
            accessToken,
            type,
            scope(json, requested, answer),
            expiresIn(json, answer).map(asked::plus),
            handle(json, "refresh_token", answer),
            Optional.empty(),
            details.orElse(List.of()));
    return new IssuedTokens(
        tokens,
        token(json, "id_token", answer),
        json.get("issued_token_type") instanceof String issued
            ? Optional.of(issued)
            : Optional.empty(),
        details);
  }

  /// The tokens with the ID token, validated.
  Tokens with(Optional<IdToken> validated) {
    return new Tokens(
        tokens.accessToken(),
        tokens.type(),
        tokens.scope(),
        tokens.expiresAt(),
        tokens.refreshToken(),
        validated,
        tokens.authorizationDetails());
  }

  /// The tokens in place of older ones of the same grant: what the answer leaves out is as it was.
  /// RFC 6749 §6, RFC 9396 §7.
  Tokens renewing(Tokens old, Optional<IdToken> validated) {
    Tokens fresh = with(validated).withRefreshToken(tokens.refreshToken().or(old::refreshToken));
    return authorizationDetails.isPresent()
        ? fresh
        : fresh.withAuthorizationDetails(old.authorizationDetails());
  }

  /// A member that is a token or a URI: it goes into a header or a line as it is.
  ///
  /// @throws ClientException `InvalidAnswer` when it is of another type or has other characters
  static Optional<String> token(Map<String, Object> json, String name, Answer answer) {
    Optional<String> token = handle(json, name, answer);
    if (token.filter(value -> value.indexOf(' ') >= 0).isPresent()) {
      throw unusable(name, answer);
    }
    return token;
  }

  /// A member that only goes back into a form: a space is as good as any character there. RFC 6749
  /// Appendix A.
  ///
  /// @throws ClientException `InvalidAnswer` when it is of another type or has other characters
  static Optional<String> handle(Map<String, Object> json, String name, Answer answer) {
    Object value = json.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof String handle) || !VSCHAR.matcher(handle).matches()) {
      throw unusable(name, answer);
    }
    return Optional.of(handle);
  }

  private static ClientException unusable(String name, Answer answer) {
    return answer.invalid("has an unusable " + name).exception();
  }

  /// Some servers write `null` for what they leave out.
  private static Scope scope(Map<String, Object> json, Scope requested, Answer answer) {
    Object value = json.get("scope");
    if (value == null) {
      return requested;
    }
    if (!(value instanceof String scope)) {
      throw answer.invalid("has an unusable scope").exception();
    }
    try {
      return Scope.parse(scope);
    } catch (ProtocolException e) {
      throw answer.invalid("has an unusable scope").exception();
    }
  }

  private static Optional<Duration> expiresIn(Map<String, Object> json, Answer answer) {
    return seconds(json, "expires_in", answer);
  }

  /// A member that is a number of seconds. Some servers write it as a string.
  ///
  /// @throws ClientException `InvalidAnswer` when it is none
  static Optional<Duration> seconds(Map<String, Object> json, String name, Answer answer) {
    Object value = json.get(name);
    if (value == null) {
      return Optional.empty();
    }
    String text = value instanceof Number number ? Long.toString(number.longValue()) : value + "";
    if (!text.matches("[0-9]{1,10}")) {
      throw answer.invalid("has an unusable " + name).exception();
    }
    return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
  }

  /// RFC 9396 §7.
  private static Optional<List<Map<String, Object>>> authorizationDetails(
      Map<String, Object> json, Answer answer) {
    Object value = json.get("authorization_details");
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof List<?> list)) {
      throw answer.invalid("has unusable authorization_details").exception();
    }
    List<Map<String, Object>> details = new ArrayList<>();
    for (Object item : list) {
      if (!(item instanceof Map<?, ?> detail) || !(detail.get("type") instanceof String)) {
        throw answer.invalid("has unusable authorization_details").exception();
      }
      Map<String, Object> copy = new LinkedHashMap<>();
      detail.forEach((name, member) -> copy.put(String.valueOf(name), member));
      details.add(java.util.Collections.unmodifiableMap(copy));
    }
    return Optional.of(details);
  }

  /// Tells nothing of the tokens.
  @Override
  public String toString() {
    return "IssuedTokens[" + tokens.scope() + "]";
  }
}
