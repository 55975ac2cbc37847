package dev.mapae.distribution.mail;

import dev.mapae.authorizationserver.mail.Mail;
import dev.mapae.authorizationserver.mail.MailTransport;
import dev.mapae.distribution.settings.MailSettings;
import java.time.InstantSource;

/// Hands mails to an SMTP server. RFC 6409.
///
/// @param settings where it is
public record SmtpTransport(MailSettings settings, InstantSource clock) implements MailTransport {
  /// What it takes is loaded with the first mail: none of it is needed to start.
  @Override
  public void send(Mail mail) {
    new AngusMail(settings, clock).send(mail);
  }
}
