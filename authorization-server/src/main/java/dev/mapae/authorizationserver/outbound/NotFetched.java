package dev.mapae.authorizationserver.outbound;

import java.time.Duration;

/// A document could not be had. The message is a clause for an `error_description`: it is about the
/// URL and whoever answers there, and of addresses that are not public it says no more than that
/// they are not allowed. To a client that registered itself it says of the way there no more than
/// that no answer came.
///
/// It has no stack trace: strangers cause it as often as they like.
public final class NotFetched extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Where it lies.
  public enum Cause {
    /// In the URL, or what is there. Also that the operator named what this server may not call.
    DOCUMENT,

    /// In the name of the host: nobody knows it just now, or a client that registered itself names
    /// what this server may not call, which it must not tell from that.
    HOST,

    /// On the way: nobody answered, or not as one does over HTTPS.
    CONNECTION,

    /// In this server, which did not ask, so that nothing is known about the document.
    THIS_SERVER
  }

  private final Cause cause;
  private final Duration retryAfter;

  public NotFetched(Cause cause, String reason) {
    this(cause, reason, Duration.ofSeconds(1));
  }

  private NotFetched(Cause cause, String reason, Duration retryAfter) {
    super(reason, null, false, false);
    this.cause = cause;
    this.retryAfter = retryAfter;
  }

  /// One that nobody asked for, and nobody will for some time.
  static NotFetched resting(Duration rest) {
    return new NotFetched(
        Cause.THIS_SERVER,
        "it could not be had a moment ago, and is asked for again in %d s"
            .formatted(seconds(rest).toSeconds()),
        seconds(rest));
  }

  /// One that lies in the document.
  ///
  /// @param reason like `it is longer than 64 KiB`
  public NotFetched(String reason) {
    this(Cause.DOCUMENT, reason);
  }

  /// The same, as long as it is remembered. What lies in this server may have a rest of its own.
  ///
  /// @param rest for which nobody asks again
  public NotFetched during(Duration rest) {
    Duration least = cause == Cause.THIS_SERVER ? retryAfter : Duration.ofSeconds(1);
    Duration seconds = seconds(rest);
    return new NotFetched(cause, reason(), seconds.compareTo(least) > 0 ? seconds : least);
  }

  /// `Retry-After` has whole ones.
  private static Duration seconds(Duration rest) {
    return Duration.ofSeconds(rest.plusMillis(999).toSeconds());
  }

  /// Whether it may be there in a moment, with nobody mending anything.
  ///
  /// @param known whether it was there before, so that a host which nobody knows is but away
  public boolean passes(boolean known) {
    return switch (cause) {
      case DOCUMENT -> false;
      case HOST -> known;
      case CONNECTION, THIS_SERVER -> true;
    };
  }

  /// Why, as a clause.
  public String reason() {
    return String.valueOf(getMessage());
  }

  /// When it makes sense to ask again, in whole seconds.
  public Duration retryAfter() {
    return retryAfter;
  }

  /// Whether it lies there.
  public boolean liesIn(Cause other) {
    return cause == other;
  }
}
