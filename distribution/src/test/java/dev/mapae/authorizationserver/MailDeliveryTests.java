package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.mail.MailTransport.NotSent;
import dev.mapae.authorizationserver.mail.MailTransport.NotSent.Cause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Mails wait in the database until they are sent. RFC 5321 §4.5.4.1.
@OnEveryEngine
class MailDeliveryTests {
  private final TestMailbox mailbox = new TestMailbox();
  private final WatchedStores watched = new WatchedStores();
  private final TestServer server;

  MailDeliveryTests(Engine engine) {
    server =
        new TestServer(
            engine, Samples.declarations(), Seams.stores(watched::around).mailing(mailbox));
  }

  @AfterEach
  void close() {
    server.close();
  }

  /// Causes a mail to a person.
  private void write(String username) {
    new TestBrowser(server).get("/forgotten-password").submit(form("username", username));
  }

  private void work() {
    server.server.housekeeping().doChores();
  }

  private int waiting() {
    return server.rows().get("outgoing_mails");
  }

  private List<AuditEvent> audited(AuditEvent.Type type) {
    return server.audit.stream().filter(e -> e.type() == type).toList();
  }

  @Test
  void one_goes_out_once_and_its_row_goes_with_it() {
    write("alice");
    assertThat(waiting()).isOne();
    assertThat(mailbox.one(server).to().value()).isEqualTo("alice@example.com");
    assertThat(waiting()).isZero();
    work();
    assertThat(mailbox.taken()).isEmpty();
    assertThat(audited(AuditEvent.Type.MAIL_SENT)).hasSize(1);
    assertThat(audited(AuditEvent.Type.MAIL_SENT).toString()).doesNotContain("example.com");
  }

  @Test
  void one_to_nobody_goes_nowhere() {
    write("nobody here");
    assertThat(waiting()).isOne();
    work();
    assertThat(mailbox.attempts()).isZero();
    assertThat(audited(AuditEvent.Type.MAIL_UNDELIVERED)).isEmpty();
    assertThat(waiting()).isZero();
  }

  @Test
  void one_outlives_the_server_that_it_was_written_by() {
    write("alice");
    try (TestServer other = server.beside(Seams.none().mailing(mailbox))) {
      assertThat(mailbox.one(other).to().value()).isEqualTo("alice@example.com");
    }
    work();
    assertThat(mailbox.taken()).isEmpty();
  }

  @Test
  void one_that_fails_as_nobody_foresaw_holds_up_nothing_else() {
    mailbox.refuse("alice@example.com", IllegalStateException::new);
    write("alice");
    write("bob");
    assertThat(mailbox.one(server).to().value()).isEqualTo("bob@example.com");
    assertThat(waiting()).isOne();
    mailbox.refuseNothing();
    server.clock.advance(Duration.ofMinutes(5));
    assertThat(mailbox.one(server).to().value()).isEqualTo("alice@example.com");
  }

  @Test
  void none_waits_for_another_so_that_nobody_can_tell_whether_there_was_one() {
    CyclicBarrier together = new CyclicBarrier(2);
    mailbox.before =
        _ -> {
          try {
            together.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
          }
        };
    write("alice");
    write("bob");
    work();
    assertThat(mailbox.taken()).hasSize(2);
  }

  @Test
  void one_that_takes_long_holds_up_none_that_is_written_later() throws InterruptedException {
    CountDownLatch slow = new CountDownLatch(1);
    CountDownLatch taken = new CountDownLatch(1);
    mailbox.before =
        mail -> {
          if (mail.to().value().startsWith("alice")) {
            await(slow);
          } else {
            taken.countDown();
          }
        };
    server.server.housekeeping().start();
    write("alice");
    for (int i = 0; i < 200 && mailbox.attempts() == 0; i++) {
      Thread.sleep(50);
    }
    assertThat(mailbox.attempts()).isOne();
    write("bob");
    assertThat(taken.await(20, TimeUnit.SECONDS)).isTrue();
    slow.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void one_that_takes_too_long_is_interrupted_and_tried_again_and_holds_up_nothing_else() {
    mailbox.longest = Duration.ofMillis(300);
    mailbox.before =
        mail -> {
          if (mail.to().value().startsWith("alice")) {
            await(new CountDownLatch(1));
          }
        };
    write("alice");
    write("bob");
    assertThat(mailbox.one(server).to().value()).isEqualTo("bob@example.com");
    assertThat(waiting()).isOne();
    mailbox.refuseNothing();
    server.clock.advance(Duration.ofSeconds(10));
    assertThat(mailbox.one(server).to().value()).isEqualTo("alice@example.com");
  }

  @Test
  void one_that_is_on_its_way_when_the_server_stops_is_waited_for() {
    CountDownLatch begun = new CountDownLatch(1);
    mailbox.before =
        _ -> {
          begun.countDown();
          LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        };
    server.server.housekeeping().start();
    write("alice");
    await(begun);
    server.server.close();
    assertThat(waiting()).isZero();
    assertThat(audited(AuditEvent.Type.MAIL_SENT)).hasSize(1);
  }

  /// Otherwise the same ones come back at once, for as long as the database can only be read.
  @ParameterizedTest
  @ValueSource(strings = {"outgoingMails.take", "outgoingMails.remove"})
  @Timeout(20)
  void where_the_database_takes_nothing_down_a_round_ends(String verb) {
    for (int i = 0; i < 10; i++) {
      new TestBrowser(server)
          .at("198.51.100." + i)
          .get("/forgotten-password")
          .submit(form("username", "nobody " + i));
    }
    server.clock.advance(verb.endsWith("remove") ? Duration.ofMinutes(15) : Duration.ofSeconds(1));
    watched.reset();
    watched.failing = verb;
    work();
    assertThat(watched.calls()).containsEntry("outgoingMails.due", 1);
    watched.failing = "";
    work();
    assertThat(waiting()).isZero();
  }

  @Test
  void all_that_is_due_goes_out_in_one_go_though_many_go_to_nobody() {
    for (int i = 0; i < 20; i++) {
      new TestBrowser(server)
          .at("198.51.100." + i)
          .get("/forgotten-password")
          .submit(form("username", "nobody " + i));
    }
    write("alice");
    assertThat(mailbox.one(server).to().value()).isEqualTo("alice@example.com");
    assertThat(waiting()).isZero();
  }

  @Test
  void while_there_is_nobody_to_talk_to_nothing_is_tried_for_ten_seconds() {
    mailbox.refuse(() -> new NotSent(Cause.NO_CONVERSATION, "ConnectException"));
    write("alice");
    work();
    write("bob");
    work();
    assertThat(mailbox.attempts()).isOne();
    server.clock.advance(Duration.ofSeconds(10));
    mailbox.refuseNothing();
    work();
    assertThat(mailbox.taken()).hasSize(2);
  }

  @Test
  void one_that_is_refused_for_the_moment_holds_up_nothing_else() {
    mailbox.refuse(
        "alice@example.com", () -> new NotSent(Cause.NOT_YET, "the SMTP server answered 450"));
    write("alice");
    work();
    write("bob");
    assertThat(mailbox.one(server).to().value()).isEqualTo("bob@example.com");
    assertThat(waiting()).isOne();
  }

  @Test
  void what_nobody_takes_is_sent_again_after_longer_and_longer_pauses() {
    mailbox.refuse(() -> new NotSent(Cause.NOT_YET, "the SMTP server answered 451"));
    write("alice");
    work();
    assertThat(mailbox.attempts()).isOne();
    work();
    assertThat(mailbox.attempts()).isOne();
    server.clock.advance(Duration.ofSeconds(10));
    work();
    assertThat(mailbox.attempts()).isEqualTo(2);
    server.clock.advance(Duration.ofSeconds(29));
    work();
    assertThat(mailbox.attempts()).isEqualTo(2);
    server.clock.advance(Duration.ofSeconds(1));
    mailbox.refuseNothing();
    assertThat(mailbox.one(server).to().value()).isEqualTo("alice@example.com");
  }

  @Test
  void what_has_a_link_is_tried_until_the_link_is_all_but_over() {
    mailbox.refuse(() -> new NotSent(Cause.NOT_YET, "the SMTP server answered 451"));
    write("alice");
    for (int second = 0; second < 870; second += 10) {
      work();
      server.clock.advance(Duration.ofSeconds(10));
    }
    assertThat(mailbox.attempts()).isEqualTo(5);
    mailbox.refuseNothing();
    assertThat(mailbox.one(server).to().value()).isEqualTo("alice@example.com");
  }

  @Test
  void what_cannot_be_sent_while_its_link_is_good_is_given_up() {
    mailbox.refuse(() -> new NotSent(Cause.NO_CONVERSATION, "ConnectException"));
    write("alice");
    work();
    server.clock.advance(Duration.ofMinutes(15));
    work();
    assertThat(waiting()).isZero();
    assertThat(mailbox.attempts()).isOne();
    assertThat(audited(AuditEvent.Type.MAIL_UNDELIVERED)).hasSize(1);
  }

  @Test
  void what_is_refused_for_good_is_given_up_at_once_and_holds_up_nothing_else() {
    mailbox.refuse(() -> new NotSent(Cause.NEVER, "the SMTP server answered 550"));
    write("alice");
    write("bob");
    work();
    assertThat(mailbox.attempts()).isEqualTo(2);
    assertThat(waiting()).isZero();
    assertThat(audited(AuditEvent.Type.MAIL_UNDELIVERED))
        .hasSize(2)
        .allSatisfy(e -> assertThat(e.facts()).containsEntry("attempts", "1"));
  }

  @Test
  void while_one_is_being_sent_no_other_node_sends_it() {
    write("alice");
    var row = server.stores.outgoingMails().due(server.clock.instant(), 10).getFirst();
    assertThat(server.stores.outgoingMails().take(row, server.clock.instant().plusSeconds(120)))
        .isTrue();
    assertThat(server.stores.outgoingMails().take(row, server.clock.instant().plusSeconds(120)))
        .isFalse();
    work();
    assertThat(mailbox.taken()).isEmpty();
    // The node that had it is gone.
    server.clock.advance(Duration.ofMinutes(2));
    assertThat(mailbox.one(server).to().value()).isEqualTo("alice@example.com");
  }

  @Test
  void rows_that_are_of_no_use_are_swept() {
    write("alice");
    server.clock.advance(Duration.ofDays(2));
    server.sweep();
    assertThat(waiting()).isZero();
    assertThat(server.rows().get("mail_links")).isZero();
  }
}
