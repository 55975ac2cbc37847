package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.interaction.TotpOffer;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.authorizationserver.key.Totp;
import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Parameters;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;

/// Somebody sets up an app that makes codes. The secret is in the form, sealed, and becomes a row
/// only with a code that shows that the app has it. RFC 6238.
public final class Enrolment {
  /// RFC 4226 §4: 160 bits.
  private static final int SECRET = 20;

  private static final Duration LIFETIME = Duration.ofMinutes(15);
  private static final int LONGEST = 1000;

  /// A longer one only makes the picture larger, up to where there is none.
  private static final int LABEL = 60;

  private final String host;
  private final FactorSecrets secrets;
  private final Sealing sealing;
  private final SecureRandom random;
  private final Ids ids;
  private final InstantSource clock;

  Enrolment(
      Issuer issuer,
      FactorSecrets secrets,
      Sealing sealing,
      SecureRandom random,
      Ids ids,
      InstantSource clock) {
    this.host = URI.create(issuer.value()).getRawAuthority();
    this.secrets = secrets;
    this.sealing = sealing;
    this.random = random;
    this.ids = ids;
    this.clock = clock;
  }

  /// A new secret for somebody, as the page shows it.
  public TotpOffer offer(Person person) {
    byte[] secret = new byte[SECRET];
    random.nextBytes(secret);
    String kept =
        Parameters.empty()
            .with("id", ids.next())
            .with("at", String.valueOf(clock.millis()))
            .with("secret", Base64.getUrlEncoder().withoutPadding().encodeToString(secret))
            .encode();
    return shown(
        person, secret, sealing.seal(use(person.subject()), kept.getBytes(StandardCharsets.UTF_8)));
  }

  /// The same offer, for somebody who typed a wrong code; a new one where it is too old.
  public TotpOffer again(Person person, String sealed) {
    return opened(person.subject(), sealed)
        .map(offered -> shown(person, offered.secret(), sealed))
        .orElseGet(() -> offer(person));
  }

  /// What to keep.
  ///
  /// @param code that the app shows
  /// @return empty for a wrong code, or an offer that is too old or another's
  public Optional<Factor> confirmed(String subject, String sealed, String code) {
    if (code.length() > SecondFactor.LONGEST) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    return opened(subject, sealed)
        .flatMap(offered -> {
          OptionalLong step =
              Totp.step(offered.secret(), SecondFactor.digits(code), Long.MIN_VALUE, now);
          return step.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  secrets.totp(offered.id(), subject, offered.secret(), now, step.getAsLong()));
        });
  }

  /// The id under which what was offered to somebody is kept, or would be.
  ///
  /// @return empty for an offer that is too old or another's
  public Optional<String> id(String subject, String sealed) {
    return opened(subject, sealed).map(Offered::id);
  }

  /// What is spent by that: what was removed does not come back with the same form.
  public static Once once(Factor totp, Instant now) {
    return Once.of(Once.Kind.TOTP_OFFER, totp.subject(), totp.id(), now.plus(LIFETIME));
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Offered(String id, byte[] secret) {}

  private Optional<Offered> opened(String subject, String sealed) {
    Instant oldest = clock.instant().minus(LIFETIME);
    return Optional.of(sealed)
        .filter(s -> s.length() <= LONGEST)
        .flatMap(s -> sealing.open(use(subject), s))
        .map(text -> Parameters.parse(new String(text, StandardCharsets.UTF_8)))
        .filter(p -> Instant.ofEpochMilli(Long.parseLong(p.required("at"))).isAfter(oldest))
        .map(p ->
            new Offered(p.required("id"), Base64.getUrlDecoder().decode(p.required("secret"))));
  }

  private TotpOffer shown(Person person, byte[] secret, String sealed) {
    String text = Base32.encode(secret);
    String uri =
        "otpauth://totp/%s:%s?secret=%s&issuer=%s"
            .formatted(escaped(host), label(person.username()), text, escaped(host));
    return new TotpOffer(text, uri, sealed);
  }

  private static String label(String username) {
    String label = username;
    while (escaped(label).length() > LABEL) {
      label = label.substring(0, label.offsetByCodePoints(label.length(), -1));
    }
    return escaped(label);
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String use(String subject) {
    return "totp_offer\n" + subject;
  }
}
