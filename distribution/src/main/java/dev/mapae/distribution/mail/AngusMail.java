package dev.mapae.distribution.mail;

import dev.mapae.authorizationserver.mail.Mail;
import dev.mapae.authorizationserver.mail.MailTransport.NotSent;
import dev.mapae.authorizationserver.mail.MailTransport.NotSent.Cause;
import dev.mapae.distribution.settings.MailSettings;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.NoSuchProviderException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One conversation with an SMTP server, by Angus Mail. Nothing else names it.
final class AngusMail {
  private static final String CONNECTED_WITHIN = "10000";

  /// Much is done before a mail is accepted, its content looked at for example. RFC 5321 §4.5.3.2.
  private static final String ANSWERED_WITHIN = "60000";

  private static final int MOST_REASON = 200;

  /// The server goes away.
  private static final int CLOSING = 421;

  /// Whoever comes has to show a user and a password, or those were refused. RFC 4954 §6.
  private static final Set<Integer> SIGN_IN_FIRST = Set.of(530, 534, 535, 538);

  private static final Pattern POLICY = Pattern.compile("5[0-9]{2}[ -]5\\.7\\.");

  private static final Logger log = LoggerFactory.getLogger(AngusMail.class);

  private final MailSettings settings;
  private final InstantSource clock;

  AngusMail(MailSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  void send(Mail mail) {
    Session session = Session.getInstance(properties());
    Transport transport;
    try {
      transport = session.getTransport();
    } catch (NoSuchProviderException e) {
      throw new IllegalStateException(e); // it is in the same jar
    }
    try {
      transport.connect(settings.user().orElse(null), settings.password().orElse(null));
      MimeMessage message = message(session, mail);
      transport.sendMessage(message, message.getAllRecipients());
    } catch (MessagingException e) {
      throw notSent(e);
    } finally {
      close(transport);
    }
  }

  /// A mail that was accepted is, whatever comes of the farewell.
  private static void close(Transport transport) {
    try {
      transport.close();
    } catch (MessagingException e) {
      log.debug("An SMTP server took no leave: {}", e.getClass().getName());
    }
  }

  private Properties properties() {
    String protocol = settings.implicitTls() ? "smtps" : "smtp";
    String of = "mail." + protocol + ".";
    Properties properties = new Properties();
    properties.setProperty("mail.transport.protocol", protocol);
    properties.setProperty(of + "host", settings.host());
    properties.setProperty(of + "port", String.valueOf(settings.port()));
    properties.setProperty(of + "auth", String.valueOf(settings.user().isPresent()));
    // Where it is not required, those on the way who only listen learn nothing if it is offered.
    boolean offered = settings.startTls() || settings.isInClear();
    properties.setProperty(of + "starttls.enable", String.valueOf(offered));
    // Or whoever is on the way could strike the offer out.
    properties.setProperty(of + "starttls.required", String.valueOf(settings.startTls()));
    properties.setProperty(of + "ssl.checkserveridentity", String.valueOf(!settings.isInClear()));
    if (settings.isInClear()) {
      properties.setProperty(of + "ssl.trust", "*");
    }
    properties.setProperty(of + "ssl.protocols", "TLSv1.3 TLSv1.2");
    properties.setProperty(of + "connectiontimeout", CONNECTED_WITHIN);
    properties.setProperty(of + "timeout", ANSWERED_WITHIN);
    properties.setProperty(of + "writetimeout", ANSWERED_WITHIN);
    properties.setProperty(of + "quitwait", "false");
    // Otherwise the name of this machine is looked up, and told.
    properties.setProperty(of + "localhost", settings.domain());
    return properties;
  }

  private MimeMessage message(Session session, Mail mail) throws MessagingException {
    MimeMessage message = new WithMessageId(session, mail.id() + "@" + settings.domain());
    try {
      message.setFrom(
          settings.fromName().isEmpty()
              ? new InternetAddress(settings.from().value(), true)
              : new InternetAddress(
                  settings.from().value(), settings.fromName(), StandardCharsets.UTF_8.name()));
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException(e); // every Java has it
    }
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(mail.to().value(), true));
    message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
    message.setText(mail.text(), StandardCharsets.UTF_8.name());
    // RFC 5322 §3.3.
    message.setHeader(
        "Date",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atZone(ZoneOffset.UTC)));
    // Nobody who is away answers it. RFC 3834 §5.
    message.setHeader("Auto-Submitted", "auto-generated");
    message.saveChanges();
    return message;
  }

  /// What a server said instead of yes.
  private record Refusal(String command, int code, String answer) {
    static Refusal of(String command, int code, MessagingException e) {
      return new Refusal(String.valueOf(command), code, String.valueOf(e.getMessage()));
    }

    Cause cause() {
      if (!isAboutMail()) {
        return Cause.NO_CONVERSATION;
      }
      return code >= 500 && !isAboutPolicy() ? Cause.NEVER : Cause.NOT_YET;
    }

    /// Whether a recipient or what is in the mail was refused, and not its sender or whoever comes
    /// at all. RFC 5321 §4.2.
    private boolean isAboutMail() {
      return code >= 400
          && code != CLOSING
          && !SIGN_IN_FIRST.contains(code)
          && !command.startsWith("MAIL");
    }

    /// Whether the server does not want to pass on a mail of this one to a recipient, which may be
    /// for how either is set up. It may be for the recipient alone too, who must not hold up the
    /// mails of others by that. RFC 3463 §3.8.
    private boolean isAboutPolicy() {
      return command.startsWith("RCPT") && POLICY.matcher(answer).lookingAt();
    }
  }

  /// What a server says may have the address in it, so its code alone is told.
  private static NotSent notSent(MessagingException failure) {
    for (Exception e = failure; e instanceof MessagingException m; e = m.getNextException()) {
      Optional<Refusal> refusal = refusal(m);
      if (refusal.isPresent()) {
        return notSent(refusal.get());
      }
    }
    return new NotSent(
        Cause.NO_CONVERSATION,
        failure instanceof AuthenticationFailedException
            ? "the SMTP server refused the user or the password of 'mail'"
            : "no conversation with the SMTP server: " + reason(failure));
  }

  private static NotSent notSent(Refusal refusal) {
    return new NotSent(refusal.cause(), "the SMTP server answered " + refusal.code());
  }

  private static Optional<Refusal> refusal(MessagingException e) {
    return switch (e) {
      case SMTPAddressFailedException of ->
          Optional.of(Refusal.of(of.getCommand(), of.getReturnCode(), of));
      case SMTPSendFailedException of ->
          Optional.of(Refusal.of(of.getCommand(), of.getReturnCode(), of));
      default -> Optional.empty();
    };
  }

  /// What the machine says; what the server or Angus Mail says may have the address in it.
  private static String reason(MessagingException failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String name = deepest.getClass().getSimpleName();
    if (!(deepest instanceof IOException || deepest instanceof GeneralSecurityException)) {
      return String.valueOf(failure.getMessage()).contains("STARTTLS") ? "no STARTTLS" : name;
    }
    String text = name + ": " + deepest.getMessage();
    return text.substring(0, Math.min(text.length(), MOST_REASON)).replaceAll("\\p{Cntrl}", " ");
  }

  private static final class WithMessageId extends MimeMessage {
    private final String id;

    WithMessageId(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", "<" + id + ">");
    }
  }
}
