package dev.mapae.resourceowner;

import gg.jte.Content;
import gg.jte.TemplateOutput;
import java.util.List;
import java.util.stream.Stream;

/// A part of a page, which an operator's template says the place of. In ours, `${Part.FORM}` begins
/// it, and the next one ends it.
///
/// @param name by which templates call it
record Part(String name, Turn turn) implements Content {
  /// Which parts have to stand above which others.
  enum Turn {
    /// Wherever it likes.
    ANY,
    HEADING,
    /// What people read before they type or press anything.
    WORDS,
    REST
  }

  static final Part HEADING = new Part("heading", Turn.HEADING);

  static final Part CAUTION = new Part("caution", Turn.WORDS);
  static final Part CODES = new Part("codes", Turn.WORDS);
  static final Part DONE = new Part("done", Turn.WORDS);
  static final Part LEAD = new Part("lead", Turn.WORDS);
  static final Part MISTAKE = new Part("mistake", Turn.WORDS);
  static final Part PERSON = new Part("person", Turn.WORDS);

  static final Part LOGO = new Part("logo", Turn.ANY);
  static final Part PLACES = new Part("places", Turn.ANY);

  static final Part ADDRESS = rest("address");
  static final Part AGAIN = rest("again");
  static final Part ALL = rest("all");
  static final Part APPS = rest("apps");
  static final Part CAUSES = rest("causes");
  static final Part CONTINUE = rest("continue");
  static final Part CREATE_ACCOUNT = rest("create-account");
  static final Part DELETION = rest("deletion");
  static final Part DESTINATION = rest("destination");
  static final Part EMAIL_LINK = rest("email-link");
  static final Part END_OTHERS = rest("end-others");
  static final Part ERROR = rest("error");
  static final Part EXPORT = rest("export");
  static final Part FORGOTTEN_PASSWORD = rest("forgotten-password");
  static final Part FORM = rest("form");
  static final Part LIST = rest("list");
  static final Part MEANING = rest("meaning");
  static final Part MORE = rest("more");
  static final Part NEWCOMER = rest("newcomer");
  static final Part NOT_NOW = rest("not-now");
  static final Part OTHERS = rest("others");
  static final Part PASSKEY = rest("passkey");
  static final Part PASSKEYS = rest("passkeys");
  static final Part PROTECTION = rest("protection");
  static final Part RECOVERY_CODES = rest("recovery-codes");
  static final Part REFUSED = rest("refused");
  static final Part RULE = rest("rule");
  static final Part SECTIONS = rest("sections");
  static final Part SIGN_IN = rest("sign-in");
  static final Part SIGN_OUT = rest("sign-out");
  static final Part WAY = rest("way");

  private static Part rest(String name) {
    return new Part(name, Turn.REST);
  }

  /// What every account page begins with, and then these.
  static List<Part> ofAccount(Part... own) {
    return Stream.concat(Stream.of(PLACES, HEADING, PERSON, LEAD), Stream.of(own)).toList();
  }

  /// Writes nothing; where a page is taken apart, it begins here.
  @Override
  public void writeTo(TemplateOutput output) {
    if (output instanceof PartsOutput parts) {
      parts.begin(this);
    }
  }

  /// How a template writes it.
  @Override
  public String toString() {
    return "{" + name + "}";
  }
}
