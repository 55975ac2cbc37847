package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.EmailSignInSteps;
import java.util.Map;

/// Every sentence of the pages and the mail by which people sign in by mail.
interface EmailSignInMessages extends Sentences {
  /// The link on the sign-in page.
  default String offer() {
    return text("emailSignIn.offer");
  }

  /// On a sign-in page that has no password.
  default String passkeyNeedsScript() {
    return text("emailSignIn.passkeyNeedsScript");
  }

  default String askTitle() {
    return text("emailSignIn.askTitle");
  }

  default String askLead() {
    return text("emailSignIn.askLead");
  }

  default String askButton() {
    return text("emailSignIn.askButton");
  }

  default String codeTitle() {
    return text("emailSignIn.codeTitle");
  }

  /// The same whether or not there is such a person.
  default String codeLead() {
    return text("emailSignIn.codeLead");
  }

  default String code() {
    return text("emailSignIn.code");
  }

  default String again() {
    return text("emailSignIn.again");
  }

  default String mistake(EmailSignInSteps.Mistake mistake) {
    return text("emailSignIn.mistake." + mistake.name());
  }

  default String linkTitle() {
    return text("emailSignIn.linkTitle");
  }

  default String linkLead(String username) {
    return text("emailSignIn.linkLead", Map.of("username", username));
  }

  default String linkCaution() {
    return text("emailSignIn.linkCaution");
  }

  default String elsewhereTitle() {
    return text("emailSignIn.elsewhereTitle");
  }

  default String elsewhere() {
    return text("emailSignIn.elsewhere");
  }

  default String letterSubject(String server) {
    return text("emailSignIn.letterSubject", Map.of("server", server));
  }

  default String letter(String server, String username, String link, String code, String minutes) {
    return text(
        "emailSignIn.letter",
        Map.of(
            "server",
            server,
            "username",
            username,
            "link",
            link,
            "code",
            code,
            "minutes",
            minutes));
  }
}
