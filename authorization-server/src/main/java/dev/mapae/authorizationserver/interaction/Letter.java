package dev.mapae.authorizationserver.interaction;

/// What a mail says, in the language of whoever caused it.
///
/// @param subject one short line
/// @param text plain text, whose lines end with a line feed
public record Letter(String subject, String text) {
  /// Tells nothing of it: there may be a link in it.
  @Override
  public String toString() {
    return "Letter[]";
  }
}
