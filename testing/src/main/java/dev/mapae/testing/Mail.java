package dev.mapae.testing;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A mail that the server sent, in plain text.
///
/// @param to the address
/// @param subject one line
/// @param text what it says
public record Mail(String to, String subject, String text) {
  private static final Pattern LINK = Pattern.compile("https?://\\S+");

  /// The first link in it.
  ///
  /// @throws IllegalStateException when there is none
  public URI link() {
    Matcher link = LINK.matcher(text);
    if (!link.find()) {
      throw new IllegalStateException("There is no link in the mail '" + subject + "'.");
    }
    return URI.create(link.group());
  }
}
