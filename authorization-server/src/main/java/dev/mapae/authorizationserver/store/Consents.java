package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Keeps consents, one per person and client.
public interface Consents {
  Optional<Consent> find(String subject, String clientId);

  /// Those of a person, the last ones given.
  List<Consent> ofPerson(String subject, int limit);

  /// How many clients come at once.
  int SECTION = 20;

  /// What a person allowed clients, those behind a place: at most [#SECTION], and all that are left
  /// where they are fewer.
  ///
  /// @param last of those before, or [Allowance.Place#START]
  /// @param each at most as much of what one client holds
  List<Allowance> allowances(String subject, Instant now, Allowance.Place last, int each);

  /// Keeps a consent in place of the one before, durably before this returns. Where there is
  /// another by now, or none any more, it is made of what is out of date, and not kept: it would
  /// undo what was answered, or taken back, meanwhile. Nor is a first one where the client or the
  /// person is gone, or the client's id is by now that of one whom somebody else vouches for.
  ///
  /// @param origin of the client that they answered
  /// @param before the one of which it was made
  /// @return whether it was kept
  boolean remember(Consent consent, Origin origin, Optional<Consent> before);

  /// Forgets the consent and ends every grant that this person gave this client, in one
  /// transaction.
  ///
  /// @param noted what the person is shown of it, kept if there was any
  /// @return whether there was any
  boolean revoke(String subject, String clientId, Activity... noted);
}
