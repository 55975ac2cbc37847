package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.store.Person;
import java.util.List;

/// Asks people to prove that the address that they gave is theirs.
public interface AddressToConfirm {
  /// What came of asking.
  enum Asked {
    /// A mail goes out.
    SENT,
    /// Too many went out lately: that depends on the address and on where they are alone.
    TOO_MANY,
    /// None goes out: they have no address that any could go to, or would have to show besides that
    /// the account is theirs, and can by nothing until its address is confirmed.
    IN_VAIN
  }

  /// Asks, by a mail with a link.
  Asked ask(Request request, List<String> uiLocales, Person person);
}
