package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.store.Deletions;
import java.time.InstantSource;
import java.util.List;

/// Deletes people who wanted it and did not take it back in time.
public record DueDeletions(Deletions deletions, Audit audit, InstantSource clock) {
  private static final int AT_ONCE = 20;

  /// Deletes those whose time has come, on whatever node.
  public void sweep() {
    List<String> deleted;
    do {
      deleted = deletions.sweep(clock.instant(), AT_ONCE);
      deleted.forEach(subject ->
          audit.record(AuditEvent.ofServer(AuditEvent.Type.PERSON_DELETED).with("sub", subject)));
    } while (deleted.size() == AT_ONCE && !Thread.currentThread().isInterrupted());
  }
}
