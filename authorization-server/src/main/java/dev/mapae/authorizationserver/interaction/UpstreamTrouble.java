package dev.mapae.authorizationserver.interaction;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Why nobody is signed in, or nothing was connected, by another provider.
public enum UpstreamTrouble {
  /// It does not answer just now.
  UNAVAILABLE,
  /// The person, or the provider, said no.
  DENIED,
  /// What it answered, or says of itself, is not good.
  REFUSED,
  /// It let the person in without asking again, or does not say when it asked.
  NOT_FRESH,
  /// The account here is disabled.
  UNUSABLE,
  /// The account here is of no use until its address is confirmed; a mail went there.
  ADDRESS_UNCONFIRMED,
  /// The same, and enough mails went there lately.
  ADDRESS_UNCONFIRMED_TOO_MANY,
  /// The same, and nothing that they have here confirms it.
  ADDRESS_UNCONFIRMABLE,
  /// The account there is connected to another account here.
  TAKEN,
  /// Too many came lately.
  TOO_MANY;

  /// As it is written in a query.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The one that is written so.
  public static Optional<UpstreamTrouble> of(String word) {
    return Stream.of(values()).filter(trouble -> trouble.word().equals(word)).findFirst();
  }
}
