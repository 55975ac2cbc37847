package dev.mapae.authorizationserver.mail;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.mail.MailTransport.NotSent;
import dev.mapae.authorizationserver.mail.Outbox.Opened;
import dev.mapae.authorizationserver.store.OutgoingMail;
import dev.mapae.authorizationserver.store.OutgoingMails;
import dev.mapae.authorizationserver.store.StoreOverloadedException;
import dev.mapae.authorizationserver.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the mails that wait in the database. RFC 5321 §4.5.4.1.
///
/// Any node finds them. Each attempt is that of one node: when it dies on the way, another one
/// comes after minutes, and then somebody may get a mail twice. What nobody takes is tried again
/// after seconds, later after an hour, until it is of no use any more.
///
/// Some are sent at the same time, and the next one begins as soon as any of them ends, so that how
/// long one takes shows in no other: whether there was anybody to send one to, for example.
public final class MailDelivery {
  private static final Logger log = LoggerFactory.getLogger(MailDelivery.class);
  private static final int AT_ONCE = 8;

  /// Until a mail that nothing was heard of is due again, beyond what an attempt can take.
  private static final Duration MARGIN = Duration.ofMinutes(1);

  /// Those that are on their way at the end are waited for.
  private static final Duration FAREWELL = Duration.ofSeconds(10);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  /// After so many attempts the pause is the longest one.
  private static final int LAST_STEP = 6;

  /// Before a mail is of no use any more, it is tried once more.
  private static final Duration LAST_MOMENT = Duration.ofSeconds(30);

  private final OutgoingMails rows;
  private final Outbox outbox;
  private final MailTransport transport;
  private final InstantSource clock;
  private final Audit audit;
  private final Semaphore hands = new Semaphore(AT_ONCE);

  /// Why nothing is sent; empty while all is well. What is known already is not said again.
  private final AtomicReference<String> trouble = new AtomicReference<>("");

  private volatile Instant resumesAt = Instant.MIN;
  private volatile boolean closed;

  public MailDelivery(
      OutgoingMails rows,
      Outbox outbox,
      MailTransport transport,
      InstantSource clock,
      Audit audit) {
    this.rows = rows;
    this.outbox = outbox;
    this.transport = transport;
    this.clock = clock;
    this.audit = audit;
  }

  /// Begins to send what is due, and waits for none of it, but for a free hand while all are full.
  /// Where there is nobody to talk to, all wait for a few seconds. Where the database takes nothing
  /// down, this ends with what it throws.
  ///
  /// @return whether anything was done
  public boolean begin() {
    boolean any = false;
    try {
      boolean more = true;
      while (more && !isResting()) {
        List<OutgoingMail> due = rows.due(clock.instant(), AT_ONCE);
        boolean moved = false;
        for (OutgoingMail row : due) {
          moved |= begin(row);
        }
        any |= moved;
        more = moved && due.size() == AT_ONCE;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return any;
  }

  /// The same, and waits for what is on its way, until nothing is due any more.
  public void deliver() {
    boolean more = true;
    while (more) {
      boolean begun = begin();
      more = areHandsFree(transport.longest().plus(MARGIN)) && begun;
    }
  }

  /// Begins nothing more, and waits a moment for what is on its way.
  public void close() {
    closed = true;
    if (!areHandsFree(FAREWELL)) {
      log.warn("Mails were being sent when the server stopped; a node tries them again later");
    }
  }

  private boolean areHandsFree(Duration within) {
    try {
      boolean free = hands.tryAcquire(AT_ONCE, within.toMillis(), TimeUnit.MILLISECONDS);
      if (free) {
        hands.release(AT_ONCE);
      }
      return free;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean isResting() {
    return closed || clock.instant().isBefore(resumesAt);
  }

  /// @return whether its row is another one by now
  private boolean begin(OutgoingMail row) throws InterruptedException {
    hands.acquire();
    boolean begun = false;
    try {
      Instant now = clock.instant();
      if (!now.isBefore(row.expiresAt())) {
        return giveUp(row, "it could not be sent in time");
      }
      if (isResting() || !rows.take(row, now.plus(transport.longest()).plus(MARGIN))) {
        return false;
      }
      Thread.ofVirtual()
          .name("mail-delivery")
          .start(() -> {
            try {
              settle(row.attempted());
            } finally {
              hands.release();
            }
          });
      begun = true;
      return true;
    } finally {
      if (!begun) {
        hands.release();
      }
    }
  }

  private void settle(OutgoingMail taken) {
    try {
      switch (outbox.open(taken)) {
        case Opened.ToSend(var mail) -> send(taken, mail);
        case Opened.ToNobody() -> rows.remove(taken);
        case Opened.Closed() -> giveUp(taken, "no key of this server opens it");
      }
    } catch (StoreUnavailableException | StoreOverloadedException e) {
      // The log has it from the store, or from requests. The mail is due again in a few minutes.
    } catch (RuntimeException e) {
      // Its text may have the address in it. Others are sent all the same.
      log.warn("A mail failed and will be tried again: {}", e.getClass().getName());
    }
  }

  private void send(OutgoingMail taken, Mail mail) {
    try {
      handOver(mail);
    } catch (NotSent e) {
      switch (e.why()) {
        case NO_CONVERSATION -> {
          resumesAt = clock.instant().plus(FIRST_PAUSE);
          if (!trouble.getAndSet(e.reason()).equals(e.reason())) {
            log.warn("No mail can be sent; it is tried again and again: {}", e.reason());
          }
          later(taken, e.reason());
        }
        case NOT_YET -> {
          log.warn("A mail was not sent and will be tried again: {}", e.reason());
          later(taken, e.reason());
        }
        case NEVER -> {
          log.warn("A mail was refused and will not be tried again: {}", e.reason());
          giveUp(taken, e.reason());
        }
      }
      return;
    }
    if (!trouble.getAndSet("").isEmpty()) {
      log.info("Mails are sent again");
    }
    rows.remove(taken);
    audit.record(AuditEvent.ofServer(AuditEvent.Type.MAIL_SENT).with("mail", taken.id()));
  }

  /// The conversation has a thread of its own: it alone is interrupted when it takes too long, and
  /// what came of it can still be written down.
  private void handOver(Mail mail) {
    FutureTask<Boolean> conversation = new FutureTask<>(() -> transport.send(mail), true);
    Thread.ofVirtual().name("mail").start(conversation);
    try {
      var _ = conversation.get(transport.longest().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      conversation.cancel(true);
      throw new NotSent(NotSent.Cause.NOT_YET, "it took longer than " + transport.longest());
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e); // nobody has this thread
    }
  }

  private void later(OutgoingMail taken, String reason) {
    Instant now = clock.instant();
    Instant last = taken.expiresAt().minus(LAST_MOMENT);
    Instant next = now.plus(pauseAfter(taken.attempts()));
    if (next.isBefore(last)) {
      rows.postpone(taken, next);
    } else if (now.isBefore(last)) {
      rows.postpone(taken, last);
    } else {
      giveUp(taken, reason);
    }
  }

  private static Duration pauseAfter(int attempts) {
    return attempts >= LAST_STEP
        ? LONGEST_PAUSE
        : FIRST_PAUSE.multipliedBy((long) Math.pow(3, attempts - 1.0));
  }

  /// @return false when another node sends it meanwhile
  private boolean giveUp(OutgoingMail mail, String reason) {
    if (!rows.remove(mail)) {
      return false;
    }
    audit.record(
        AuditEvent.ofServer(AuditEvent.Type.MAIL_UNDELIVERED)
            .with("mail", mail.id())
            .with("attempts", String.valueOf(mail.attempts()))
            .with("reason", reason));
    return true;
  }
}
