package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Deletions;

/// Somebody who wanted to be deleted comes back, and stays.
public record Comeback(Deletions deletions, Journal journal, Audit audit) {
  /// Takes their deletion back, if there is one.
  ///
  /// @return whether there was
  public boolean of(Request request, String subject) {
    boolean stays =
        deletions.due(subject).isPresent()
            && deletions.takeBack(
                subject, journal.of(Activity.Kind.DELETION_TAKEN_BACK, request, subject));
    if (stays) {
      audit.record(
          AuditEvent.of(AuditEvent.Type.DELETION_TAKEN_BACK, request).with("sub", subject));
    }
    return stays;
  }
}
