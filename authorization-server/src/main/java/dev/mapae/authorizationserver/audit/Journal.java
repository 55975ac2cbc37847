package dev.mapae.authorizationserver.audit;

import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.BrowserName;
import dev.mapae.authorizationserver.store.Session;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// Writes what people are shown of what happens to their accounts. Each entry is kept by the verb
/// of the store that does it, in the same transaction.
///
/// @param ids makes ids that nobody guesses
public record Journal(Supplier<String> ids, InstantSource clock) {
  /// Something that a request of the person caused.
  public Activity of(Activity.Kind kind, Request request, String subject) {
    return entry(kind, request, subject, Optional.empty(), Optional.empty());
  }

  /// The same of what can be done again and again: of one hour, all of it is one entry, so that it
  /// hides nothing else.
  public Activity ofTheHour(Activity.Kind kind, Request request, String subject) {
    return ofTheHour("", kind, request, subject);
  }

  /// The same where what is done at one address is not to be hidden behind what is done at another.
  /// What anybody may change each time counts for nothing: what a browser says of itself, and the
  /// second half of an IPv6 address.
  public Activity ofTheHourAndAddress(Activity.Kind kind, Request request, String subject) {
    return ofTheHour("-" + digest(Pace.network(request.remoteAddress())), kind, request, subject);
  }

  /// A link to the next part of a page has the id in it, which is short and of plain letters.
  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private Activity ofTheHour(String more, Activity.Kind kind, Request request, String subject) {
    Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
    return new Activity(
        time(hour) + "-" + kind.name().toLowerCase(Locale.ROOT) + more,
        subject,
        kind,
        clock.instant(),
        1,
        request.remoteAddress(),
        browser(request),
        Optional.empty(),
        Optional.empty(),
        hour.plus(Activity.KEPT));
  }

  /// The same about a client.
  public Activity of(Activity.Kind kind, Request request, String subject, String clientId) {
    return entry(kind, request, subject, Optional.of(clientId), Optional.empty());
  }

  /// Somebody signed in.
  public Activity signIn(Request request, Session session) {
    return entry(
        Activity.Kind.SIGN_IN,
        request,
        session.subject(),
        Optional.empty(),
        Optional.of(session.firstId()));
  }

  private Activity entry(
      Activity.Kind kind,
      Request request,
      String subject,
      Optional<String> clientId,
      Optional<String> sessionId) {
    Instant now = clock.instant();
    return new Activity(
        time(now) + "-" + ids.get(),
        subject,
        kind,
        now,
        1,
        request.remoteAddress(),
        browser(request),
        clientId,
        sessionId,
        now.plus(Activity.KEPT));
  }

  private static String browser(Request request) {
    return BrowserName.ofUserAgent(request.headers().first("User-Agent").orElse("")).text();
  }

  private static String time(Instant instant) {
    return HexFormat.of().toHexDigits(instant.toEpochMilli(), 12);
  }
}
