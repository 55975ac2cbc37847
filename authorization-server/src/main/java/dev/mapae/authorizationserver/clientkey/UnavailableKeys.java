package dev.mapae.authorizationserver.clientkey;

import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.Duration;
import java.util.function.Function;

/// The keys at a `jwks_uri` cannot be had, or are none.
///
/// It has no stack trace: strangers cause it as often as they like.
public final class UnavailableKeys extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean asked;
  private final boolean passes;
  private final Duration retryAfter;

  /// @param known whether there were keys before, or the operator says that there are
  UnavailableKeys(NotFetched why, boolean known) {
    super(why.reason(), null, false, false);
    this.asked = !why.liesIn(NotFetched.Cause.THIS_SERVER);
    this.passes = why.passes(known);
    this.retryAfter = why.retryAfter();
  }

  /// What is wrong, as a clause.
  public String reason() {
    return String.valueOf(getMessage());
  }

  /// Whether somebody was asked for them, and this server not only busy.
  public boolean wereAsked() {
    return asked;
  }

  /// Whether they may be there in a moment, with nobody mending anything.
  public boolean passes() {
    return passes;
  }

  /// The answer to a client whose own keys they are: `temporarily_unavailable` where nothing is to
  /// be mended.
  ///
  /// @param mistake the error where something is, made of its description
  public ProtocolException forTheClient(Function<String, ProtocolError> mistake) {
    String description = sentence("the client");
    return passes ? later(description) : mistake.apply(description).exception();
  }

  /// The answer to a client that brings what somebody else signed: whatever is wrong there, the
  /// client cannot mend it.
  ///
  /// @param owner of the keys, within a sentence
  public ProtocolException forAnother(String owner) {
    return later(sentence(owner));
  }

  private ProtocolException later(String description) {
    return new ProtocolError.TemporarilyUnavailable(description, retryAfter).exception();
  }

  private String sentence(String owner) {
    return "The jwks_uri of " + owner + " leads to no keys: " + reason() + ".";
  }
}
