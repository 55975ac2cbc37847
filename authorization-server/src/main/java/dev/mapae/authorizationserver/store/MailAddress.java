package dev.mapae.authorizationserver.store;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// An e-mail address that mail can be sent to: the `addr-spec` of RFC 5322 §3.4.1 without what
/// nobody uses, in ASCII. There is nothing in it that could end a header field or begin another
/// recipient.
public record MailAddress(String value) {
  /// RFC 5321 §4.5.3.1.3.
  private static final int MOST = 254;

  private static final Pattern SPELLING =
      Pattern.compile(
          "(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
              + "@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
              + "(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

  public MailAddress {
    if (value.length() > MOST || !SPELLING.matcher(value).matches()) {
      throw new IllegalArgumentException("no e-mail address");
    }
  }

  /// Reads what somebody typed.
  ///
  /// @return empty when no mail could be sent there
  public static Optional<MailAddress> of(String text) {
    return text.length() <= MOST && SPELLING.matcher(text).matches()
        ? Optional.of(new MailAddress(text))
        : Optional.empty();
  }

  /// The address that claims say is verified: `email`, where `email_verified` is true (OIDC Core
  /// §5.1).
  ///
  /// @return empty for one that mail cannot be sent to
  public static Optional<MailAddress> verified(Map<String, Object> claims) {
    return Boolean.TRUE.equals(claims.get("email_verified"))
            && claims.get("email") instanceof String email
        ? of(email)
        : Optional.empty();
  }

  /// As it is compared: without regard to case, also before the `@`, where hardly any server
  /// regards it.
  public String folded() {
    return value.toLowerCase(Locale.ROOT);
  }

  /// The mailbox that it most likely leads to, for paces: many servers leave out what is behind a
  /// plus sign, and some leave out dots.
  public String mailbox() {
    String folded = folded();
    int at = folded.lastIndexOf('@');
    String local = folded.substring(0, at);
    int plus = local.indexOf('+');
    return (plus > 0 ? local.substring(0, plus) : local).replace(".", "") + folded.substring(at);
  }

  @Override
  public String toString() {
    return value;
  }
}
