package dev.mapae.authorizationserver.mail;

import dev.mapae.authorizationserver.store.MailAddress;

/// A mail to one person, in plain text.
///
/// @param id the same each time that it is sent, so that who gets it twice can tell
/// @param subject of one line
public record Mail(String id, MailAddress to, String subject, String text) {
  /// The most characters of a subject.
  public static final int MOST_SUBJECT = 400;

  /// The most characters of a text.
  public static final int MOST_TEXT = 10_000;

  public Mail {
    if (subject.length() > MOST_SUBJECT || subject.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("the subject of a mail is one short line");
    }
    if (text.length() > MOST_TEXT) {
      throw new IllegalArgumentException("the text of a mail is short");
    }
  }

  /// Tells nothing of it: there may be a link in it.
  @Override
  public String toString() {
    return "Mail[]";
  }
}
