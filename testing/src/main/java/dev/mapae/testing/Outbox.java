package dev.mapae.testing;

import dev.mapae.authorizationserver.mail.MailTransport;
import java.util.ArrayList;
import java.util.List;

/// Where the mails of a server end up.
final class Outbox implements MailTransport {
  private final List<Mail> mails = new ArrayList<>();

  @Override
  public synchronized void send(dev.mapae.authorizationserver.mail.Mail mail) {
    mails.add(new Mail(mail.to().value(), mail.subject(), mail.text()));
  }

  synchronized List<Mail> all() {
    return List.copyOf(mails);
  }
}
