package dev.mapae.authorizationserver.details;

import dev.mapae.protocol.ProtocolError;

/// A text of which a regular expression may look at so many characters: there are some that take
/// ages for a text which somebody made up for them.
final class Patience implements CharSequence {
  private static final int LOOKS = 1_000_000;

  private final String text;
  private int looks;

  Patience(String text) {
    this.text = text;
  }

  @Override
  public char charAt(int index) {
    if (++looks > LOOKS) {
      throw new ProtocolError.InvalidAuthorizationDetails(
              "The authorization_details have a text that takes too long to be matched with its"
                  + " pattern.")
          .exception();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
