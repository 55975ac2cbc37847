package dev.mapae.authorizationserver.recovery;

import dev.mapae.authorizationserver.account.PasswordRules;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authentication.Cookies;
import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.interaction.MailSteps;
import dev.mapae.authorizationserver.interaction.Pages;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.mail.MailedLinks;
import dev.mapae.authorizationserver.mail.Outbox;
import dev.mapae.authorizationserver.store.People;
import java.time.InstantSource;

/// Puts together what people do by links that were sent to them.
///
/// @param steps the door for the pages
public record Recovery(MailSteps steps, AddressProof addressProof) {

  /// What it is made of.
  public record Parts(
      MailedLinks links,
      Outbox outbox,
      Visits visits,
      Cookies cookies,
      SignIn signIn,
      People people,
      Passwords passwords,
      PasswordRules rules,
      Pages pages,
      Journal journal,
      Ids ids,
      InstantSource clock,
      Audit audit) {}

  public static Recovery of(Parts p) {
    var opened = new OpenedLinks(p.links(), p.visits(), p.cookies());
    var proof =
        new AddressProof(
            opened,
            p.outbox(),
            p.signIn(),
            p.people(),
            p.pages(),
            p.journal(),
            p.ids(),
            p.clock(),
            p.audit());
    var forgotten =
        new ForgottenPassword(
            opened,
            p.outbox(),
            p.people(),
            p.passwords(),
            p.rules(),
            p.pages(),
            p.journal(),
            p.ids(),
            p.clock(),
            p.audit());
    return new Recovery(new MailSteps(forgotten, proof), proof);
  }
}
