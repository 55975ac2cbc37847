package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.mail.Mail;
import dev.mapae.authorizationserver.mail.MailTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes the mails of a server, unless it is told to refuse them.
final class TestMailbox implements MailTransport {
  private static final Pattern LINK = Pattern.compile("https://\\S+");

  private final List<Mail> mails = new ArrayList<>();
  private final AtomicInteger attempts = new AtomicInteger();

  /// How long one mail may take.
  volatile Duration longest = Duration.ofMinutes(4);

  /// What happens before a mail is taken.
  volatile Consumer<Mail> before = _ -> {};

  /// Takes none from now on.
  void refuse(Supplier<? extends RuntimeException> refusal) {
    before =
        _ -> {
          throw refusal.get();
        };
  }

  /// The same with mails to one address alone.
  void refuse(String to, Supplier<? extends RuntimeException> refusal) {
    before =
        mail -> {
          if (mail.to().value().equals(to)) {
            throw refusal.get();
          }
        };
  }

  void refuseNothing() {
    before = _ -> {};
  }

  @Override
  public Duration longest() {
    return longest;
  }

  @Override
  public void send(Mail mail) {
    attempts.incrementAndGet();
    before.accept(mail);
    synchronized (this) {
      mails.add(mail);
    }
  }

  int attempts() {
    return attempts.get();
  }

  /// What came since this was asked last.
  synchronized List<Mail> taken() {
    List<Mail> taken = List.copyOf(mails);
    mails.clear();
    return taken;
  }

  /// The one mail that a server has to send.
  Mail one(TestServer server) {
    server.server.housekeeping().doChores();
    List<Mail> taken = taken();
    if (taken.size() != 1) {
      throw new AssertionError(taken.size() + " mails");
    }
    return taken.getFirst();
  }

  /// The one link in the one mail that a server has to send, below its origin.
  String link(TestServer server) {
    return linkIn(one(server));
  }

  static String linkIn(Mail mail) {
    Matcher link = LINK.matcher(mail.text());
    if (!link.find()) {
      throw new AssertionError("no link");
    }
    return link.group();
  }
}
