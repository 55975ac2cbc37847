package dev.mapae.authorizationserver.recovery;

import dev.mapae.authorizationserver.account.PasswordRules;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authentication.Cookies;
import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authentication.SignInPolicy;
import dev.mapae.authorizationserver.authentication.SignInPolicy.Method;
import dev.mapae.authorizationserver.authorize.FormTargets;
import dev.mapae.authorizationserver.authorize.SignInForm;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.interaction.MailSteps;
import dev.mapae.authorizationserver.interaction.Pages;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.authorizationserver.mail.MailedLinks;
import dev.mapae.authorizationserver.mail.Outbox;
import dev.mapae.authorizationserver.pace.Paces;
import dev.mapae.authorizationserver.store.People;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/// Puts together what people do by links that were sent to them.
///
/// @param steps the door for the pages
/// @param parts what it is made of
public record Recovery(MailSteps steps, AddressProof addressProof, Parts parts) {

  /// What it is made of.
  ///
  /// @param waiting throws what is shown where a device waits no longer
  public record Parts(
      MailedLinks links,
      Sealing sealing,
      Outbox outbox,
      Visits visits,
      Cookies cookies,
      SignIn signIn,
      People people,
      Passwords passwords,
      PasswordRules rules,
      Pages pages,
      Journal journal,
      Paces paces,
      InstantSource clock,
      Audit audit,
      Consumer<Visit> waiting) {}

  public static Recovery of(Parts p) {
    var opened = new OpenedLinks(p.links(), p.visits(), p.cookies(), p.rules());
    var proof =
        new AddressProof(
            opened,
            p.outbox(),
            p.signIn(),
            p.people(),
            p.pages(),
            p.journal(),
            p.paces(),
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
            p.paces(),
            p.clock(),
            p.audit());
    return new Recovery(new MailSteps(Optional.of(forgotten), proof, Optional.empty()), proof, p);
  }

  /// The same with what people sign in by: where that is a link, with its pages; where it is no
  /// password, without those for a forgotten one.
  ///
  /// @param form of the sign-in page
  /// @param targets where answers may go
  public Recovery with(
      SignInPolicy policy, SignInForm form, FormTargets targets, SecureRandom random) {
    var opened = new OpenedLinks(parts.links(), parts.visits(), parts.cookies(), parts.rules());
    return new Recovery(
        new MailSteps(
            steps.recovery().filter(_ -> policy.has(Method.PASSWORD)),
            steps.address(),
            Optional.of(policy)
                .filter(p -> p.has(Method.EMAIL_LINK))
                .map(_ -> new EmailSignIn(parts, opened, form, targets, random))),
        addressProof,
        parts);
  }
}
