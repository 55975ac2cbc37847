package dev.mapae.authorizationserver.interaction;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The apps, passkeys and recovery codes of somebody, as the page about them shows them.
///
/// @param apps that make codes
/// @param passkeys that they have
/// @param taken what is good here after a password
/// @param making what the browser is told that makes one more; empty where nobody may
/// @param recoveryCodes how many are left
/// @param newCodes that were made just now, and are shown this once, alone
/// @param ways what somebody may add who has but one
/// @param offer for an app that is being set up
public record Security(
    List<Had> apps,
    List<Had> passkeys,
    Taken taken,
    Optional<Making> making,
    int recoveryCodes,
    List<String> newCodes,
    List<WayIn> ways,
    Optional<TotpOffer> offer,
    Optional<Fault> fault) {
  public Security {
    apps = List.copyOf(apps);
    passkeys = List.copyOf(passkeys);
    newCodes = List.copyOf(newCodes);
    ways = List.copyOf(ways);
  }

  /// Whether they have a second factor, so that no first one is enough alone.
  public boolean isProtected() {
    return !apps.isEmpty() || !passkeys.isEmpty();
  }

  /// Whether something of it is taken after a password, so that they are asked for one more step.
  public boolean isAskedFor() {
    return (taken.apps() && !apps.isEmpty()) || (taken.passkeys() && !passkeys.isEmpty());
  }

  /// The same with what was wrong.
  public Security with(Fault wrong) {
    return new Security(
        apps, passkeys, taken, making, recoveryCodes, newCodes, ways, offer, Optional.of(wrong));
  }

  /// The same with an app to be set up.
  public Security with(TotpOffer offered) {
    return new Security(
        apps, passkeys, taken, making, recoveryCodes, newCodes, ways, Optional.of(offered), fault);
  }

  /// The same with new codes.
  public Security withCodes(List<String> codes) {
    return new Security(apps, passkeys, taken, making, recoveryCodes, codes, ways, offer, fault);
  }

  /// What is good after a password, or what stands in its place.
  ///
  /// @param apps whether their codes are: otherwise nobody sets one up
  /// @param passkeys whether they are: otherwise one is good alone, where it is at all, and keeps a
  ///   password from being enough
  /// @param passkeyAlone whether one signs in without anything before it
  /// @param recoveryCodes whether somebody has anything in whose place they would be taken
  public record Taken(
      boolean apps, boolean passkeys, boolean passkeyAlone, boolean recoveryCodes) {}

  /// What a new passkey is for. Web Authentication Level 3 §5.4.
  ///
  /// @param challenge the value of the hidden field `challenge`
  /// @param userHandle by which authenticators know the person
  /// @param excluded the credential ids of those that there are
  public record Making(
      String challenge, String userHandle, String username, List<String> excluded) {
    public Making {
      excluded = List.copyOf(excluded);
    }
  }

  /// Something that somebody has.
  ///
  /// @param name which they gave it; empty for none
  public record Had(String id, String name, Instant createdAt, Optional<Instant> usedAt) {}

  /// Why nothing was changed.
  public enum Fault {
    /// The same form had added the app before: what was shown then is not shown again.
    ADDED_BEFORE,
    /// They have this passkey already, by the same form or by another.
    HAS_PASSKEY,
    WRONG_CODE,
    WRONG_PASSKEY,
    /// They must have one, and it is the last.
    LAST,
    /// What they would have left is good for nothing, and would keep a password from being enough.
    LAST_ACCEPTED,
    /// They could not sign in any more.
    LAST_WAY_IN,
    /// They have as many as they may.
    MOST
  }

  /// Tells nothing of the codes.
  @Override
  public String toString() {
    return "Security";
  }
}
