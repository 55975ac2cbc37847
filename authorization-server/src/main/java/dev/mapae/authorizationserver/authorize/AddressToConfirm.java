package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.store.Person;
import java.util.List;

/// Asks people to prove that the address that they gave is theirs.
public interface AddressToConfirm {
  /// Asks, unless too many mails went out lately: that depends on the address and on where they are
  /// alone.
  ///
  /// @return whether a mail goes out
  boolean ask(Request request, List<String> uiLocales, Person person);
}
