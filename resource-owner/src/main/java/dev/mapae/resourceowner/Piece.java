package dev.mapae.resourceowner;

import java.util.Arrays;
import java.util.List;

/// A place of the pages where an operator may put HTML of their own: the file `NAME.html` of the
/// folder of overrides, or `NAME_ko.html` for one language.
enum Piece {
  /// In place of the picture and the name at the top; the host of the server stays beside it.
  HEADER("header"),
  /// In place of the links at the bottom.
  FOOTER("footer"),
  /// Above the form of the sign-in page.
  SIGN_IN("sign-in"),
  /// Above the form of the consent page.
  CONSENT("consent");

  private final String file;

  Piece(String file) {
    this.file = file;
  }

  String file() {
    return file;
  }

  static List<String> files() {
    return Arrays.stream(values()).map(Piece::file).toList();
  }
}
