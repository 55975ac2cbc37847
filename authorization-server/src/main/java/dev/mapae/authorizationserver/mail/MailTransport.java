package dev.mapae.authorizationserver.mail;

import java.time.Duration;

/// Hands mails to whoever carries them.
@FunctionalInterface
public interface MailTransport {
  /// How long one mail may take at most: whoever takes longer is interrupted.
  default Duration longest() {
    return Duration.ofMinutes(4);
  }

  /// Sends a mail, in much less than [#longest].
  ///
  /// @throws NotSent when nobody took it
  void send(Mail mail);

  /// Nobody took a mail.
  final class NotSent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What there is to do about it.
    public enum Cause {
      /// There is nobody to talk to just now: no other mail would be taken either.
      NO_CONVERSATION,
      /// This mail may be taken when it is sent again.
      NOT_YET,
      /// There is no use in sending this mail again. RFC 5321 §4.2.1.
      NEVER
    }

    private final Cause why;

    /// @param reason for the log, without the address and what is in the mail
    public NotSent(Cause why, String reason) {
      super(reason, null, false, false);
      this.why = why;
    }

    public Cause why() {
      return why;
    }

    public String reason() {
      return String.valueOf(getMessage());
    }
  }
}
