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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the mails that wait in the database. RFC 5321 §4.5.4.1.
///
/// Any node finds them. Each attempt is that of one node: when it dies on the way, another one
/// comes after minutes, and then somebody may get a mail twice. What nobody takes is tried again
/// after seconds, later after an hour, until it is of no use any more.
///
/// Some are sent at the same time, so that how long one takes shows in no other: whether there was
/// anybody to send one to, for example.
public final class MailDelivery {
  private static final Logger log = LoggerFactory.getLogger(MailDelivery.class);
  private static final int AT_ONCE = 8;

  /// Whoever takes longer is interrupted.
  private static final Duration LONGEST = Duration.ofMinutes(4);

  /// Longer than an attempt can take.
  private static final Duration ATTEMPT = LONGEST.plusMinutes(1);

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

  /// Why nothing is sent; empty while all is well. What is known already is not said again.
  private final AtomicReference<String> trouble = new AtomicReference<>("");

  private volatile Instant resumesAt = Instant.MIN;

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

  /// Sends what is due. Where there is nobody to talk to, all wait for a few seconds.
  public void deliver() {
    int begun = AT_ONCE;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      while (begun == AT_ONCE && !isPaused()) {
        List<Callable<Boolean>> attempts =
            rows.due(clock.instant(), AT_ONCE).stream()
                .<Callable<Boolean>>map(row -> () -> settle(row))
                .toList();
        begun = attempts.size();
        var _ = threads.invokeAll(attempts, LONGEST.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isPaused() {
    return clock.instant().isBefore(resumesAt);
  }

  /// @return whether that went as it should
  private boolean settle(OutgoingMail row) {
    try {
      attempt(row);
      return true;
    } catch (StoreUnavailableException | StoreOverloadedException e) {
      return false; // the log has it from the store, or from requests
    } catch (RuntimeException e) {
      // Its text may have the address in it. Others are sent all the same.
      log.warn("A mail failed and will be tried again: {}", e.getClass().getName());
      return false;
    }
  }

  private void attempt(OutgoingMail row) {
    if (!clock.instant().isBefore(row.expiresAt())) {
      giveUp(row, "it could not be sent in time");
      return;
    }
    if (isPaused() || !rows.take(row, clock.instant().plus(ATTEMPT))) {
      return;
    }
    OutgoingMail taken = row.attempted();
    switch (outbox.open(taken)) {
      case Opened.ToSend(var mail) -> send(taken, mail);
      case Opened.ToNobody() -> rows.remove(taken);
      case Opened.Closed() -> giveUp(taken, "no key of this server opens it");
    }
  }

  private void send(OutgoingMail taken, Mail mail) {
    try {
      transport.send(mail);
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
        case NEVER -> giveUp(taken, e.reason());
      }
      return;
    }
    if (!trouble.getAndSet("").isEmpty()) {
      log.info("Mails are sent again");
    }
    rows.remove(taken);
    audit.record(AuditEvent.ofServer(AuditEvent.Type.MAIL_SENT).with("mail", taken.id()));
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

  private void giveUp(OutgoingMail mail, String reason) {
    if (!rows.remove(mail)) {
      return; // another node sends it meanwhile
    }
    audit.record(
        AuditEvent.ofServer(AuditEvent.Type.MAIL_UNDELIVERED)
            .with("mail", mail.id())
            .with("attempts", String.valueOf(mail.attempts()))
            .with("reason", reason));
  }
}
