package dev.mapae.authorizationserver.upstream;

import dev.mapae.authorizationserver.interaction.UpstreamTrouble;
import dev.mapae.authorizationserver.outbound.NotFetched;

/// Nobody is signed in by a provider this time. The message is a clause for the operator's log; it
/// holds nothing that the provider chose but error codes.
///
/// It has no stack trace: strangers cause it as often as they like.
final class UpstreamFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final UpstreamTrouble trouble;

  /// @param trouble what the person is told
  UpstreamFailed(UpstreamTrouble trouble, String reason) {
    super(reason, null, false, false);
    this.trouble = trouble;
  }

  /// An answer of the provider that is not as it must be.
  static UpstreamFailed refused(String reason) {
    return new UpstreamFailed(UpstreamTrouble.REFUSED, reason);
  }

  static UpstreamFailed unavailable(String reason) {
    return new UpstreamFailed(UpstreamTrouble.UNAVAILABLE, reason);
  }

  /// It could not be asked. Trying again is of use where that may pass with nobody mending
  /// anything.
  ///
  /// @param what of it, like `token endpoint`
  static UpstreamFailed of(String what, NotFetched e) {
    String reason = "of its " + what + ": " + e.reason();
    return e.liesIn(NotFetched.Cause.DOCUMENT) ? refused(reason) : unavailable(reason);
  }

  UpstreamTrouble trouble() {
    return trouble;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
