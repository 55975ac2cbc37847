package dev.mapae.authorizationserver.recovery;

import dev.mapae.authorizationserver.account.PasswordRules;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authentication.Cookies;
import dev.mapae.authorizationserver.authentication.KnownBrowsers;
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
import dev.mapae.authorizationserver.mail.MailedLinks.Recipient;
import dev.mapae.authorizationserver.mail.Outbox;
import dev.mapae.authorizationserver.pace.Paces;
import dev.mapae.authorizationserver.store.People;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/// Puts together what people do by links that were sent to them.
public final class Recovery {
  private Recovery() {}

  /// What it is made of.
  ///
  /// @param policy by what people sign in
  /// @param targets where answers may go
  /// @param waiting throws what is shown where a device waits no longer
  public record Parts(
      MailedLinks links,
      Sealing sealing,
      Outbox outbox,
      Visits visits,
      Cookies cookies,
      SignIn signIn,
      SignInPolicy policy,
      KnownBrowsers known,
      People people,
      Passwords passwords,
      PasswordRules rules,
      Pages pages,
      FormTargets targets,
      Journal journal,
      Paces paces,
      SecureRandom random,
      InstantSource clock,
      Audit audit,
      Consumer<Visit> waiting) {
    MailPaces mailPaces() {
      return new MailPaces(outbox, paces, known);
    }
  }

  /// How people prove that an address is theirs.
  public static AddressProof addressProof(Parts p) {
    return new AddressProof(
        opened(p),
        p.outbox(),
        p.signIn(),
        p.people(),
        p.pages(),
        p.journal(),
        p.mailPaces(),
        p.clock(),
        p.audit());
  }

  /// The door for the pages: where people sign in by a link, with its pages; where they sign in by
  /// no password, without those for a forgotten one.
  ///
  /// @param form of the sign-in page
  public static MailSteps steps(Parts p, AddressProof proof, SignInForm form) {
    Optional<SignInPolicy> policy = Optional.of(p.policy());
    return new MailSteps(
        policy.filter(by -> by.has(Method.PASSWORD)).map(_ -> forgottenPassword(p)),
        proof,
        policy
            .filter(by -> by.has(Method.EMAIL_LINK))
            .map(_ -> new EmailSignIn(p, opened(p), form)));
  }

  private static ForgottenPassword forgottenPassword(Parts p) {
    return new ForgottenPassword(
        opened(p),
        p.outbox(),
        p.known(),
        p.people(),
        p.passwords(),
        p.rules(),
        p.pages(),
        p.journal(),
        p.mailPaces(),
        p.clock(),
        p.audit());
  }

  private static OpenedLinks opened(Parts p) {
    return new OpenedLinks(p.links(), p.visits(), p.cookies(), p.rules());
  }

  /// What the audit says where somebody asked for a mail. What their own pace refuses is told to
  /// nobody else.
  static AuditEvent asked(AuditEvent fact, Recipient whose, boolean admitted) {
    AuditEvent theirs = fact.with("sub", whose.person().subject());
    return admitted ? theirs : theirs.with("reason", "too_many");
  }
}
