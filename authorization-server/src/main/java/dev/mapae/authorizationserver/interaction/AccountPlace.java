package dev.mapae.authorizationserver.interaction;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Where people are among the pages about themselves, and where they go on after a sign-in: one of
/// these, and never a URL.
///
/// What has no page yet is not among them, and the navigation shows them in this order.
public enum AccountPlace {
  HOME("/account", false),
  PROFILE("/account/profile", false),
  /// Where people sign in by one, and nowhere else.
  PASSWORD("/account/password", true),
  /// Where mails go out, and nowhere else.
  EMAIL("/account/email", true),
  SECURITY("/account/security", true),
  /// Where people can sign in by other providers, and nowhere else.
  CONNECTIONS("/account/connections", true),
  SESSIONS("/account/sessions", false),
  APPLICATIONS("/account/applications", false),
  ACTIVITY("/account/activity", false),
  DATA("/account/data", true);

  /// How long a sign-in counts as fresh: where credentials change, or something is deleted, nobody
  /// acts in a browser that was left alone.
  public static final Duration FRESH = Duration.ofMinutes(10);

  private final String path;
  private final boolean fresh;

  AccountPlace(String path, boolean fresh) {
    this.path = path;
    this.fresh = fresh;
  }

  /// Below the issuer.
  public String path() {
    return path;
  }

  /// Whether one has to have signed in a moment ago, see [#FRESH].
  public boolean isForFreshSignIns() {
    return fresh;
  }

  /// As it is written in a query.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The place that is written so.
  public static Optional<AccountPlace> of(String word) {
    return Stream.of(values()).filter(place -> place.word().equals(word)).findFirst();
  }
}
