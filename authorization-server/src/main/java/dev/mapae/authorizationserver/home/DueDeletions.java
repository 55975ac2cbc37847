package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.store.Deletions;
import dev.mapae.authorizationserver.store.StoreOverloadedException;
import dev.mapae.authorizationserver.store.StoreUnavailableException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes people who wanted it and did not take it back in time.
public record DueDeletions(Deletions deletions, Audit audit, InstantSource clock) {
  private static final Logger log = LoggerFactory.getLogger(DueDeletions.class);
  private static final int AT_ONCE = 20;

  /// Deletes those whose time has come, on whatever node: one by one, so that each has its line in
  /// the audit log, and one that fails keeps no other.
  public void sweep() {
    Instant now = clock.instant();
    int failed = 0;
    List<String> due = deletions.due(now, failed, AT_ONCE);
    while (!due.isEmpty() && !Thread.currentThread().isInterrupted()) {
      for (String subject : due) {
        failed += erases(subject, now) ? 0 : 1;
      }
      due = deletions.due(now, failed, AT_ONCE);
    }
  }

  private boolean erases(String subject, Instant now) {
    try {
      if (deletions.erase(subject, now)) {
        audit.record(AuditEvent.ofServer(AuditEvent.Type.PERSON_DELETED).with("sub", subject));
      }
      return true;
    } catch (StoreUnavailableException | StoreOverloadedException e) {
      // That is no fault of this one.
      throw e;
    } catch (RuntimeException e) {
      log.warn("A person was not deleted, and will be tried again: {}", e.toString());
      return false;
    }
  }
}
