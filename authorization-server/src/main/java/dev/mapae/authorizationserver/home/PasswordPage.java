package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.account.NewPassword;
import dev.mapae.authorizationserver.account.PasswordRules;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authentication.BegunSessions.Renewal;
import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authentication.TypedPasswords;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountPages.PasswordChange;
import dev.mapae.authorizationserver.interaction.AccountPages.PasswordChange.Result;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.AccountSteps.Fault;
import dev.mapae.authorizationserver.interaction.Occasion.AccountChanged.Change;
import dev.mapae.authorizationserver.interaction.PersonalPage;
import dev.mapae.authorizationserver.mail.Notices;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.Parameters;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Where people change their password. They type the old one, and are signed out everywhere else.
/// Somebody who knew the old one may have allowed applications something: that ends too, if they
/// leave the box ticked.
///
/// Also those who were declared: a declared password applies only when the person is created, so
/// that the configuration file does not change it back.
public record PasswordPage(
    FrontDoor door,
    SignIn signIn,
    People people,
    Passwords passwords,
    PasswordRules rules,
    Journal journal,
    Audit audit,
    InstantSource clock,
    Optional<Notices> notices)
    implements PersonalPage<PasswordChange> {
  private static final String CHANGED = "changed";

  @Override
  public Outcome<PasswordChange> get(Request request) {
    return door.open(
        request,
        AccountPlace.PASSWORD,
        who ->
            content(
                who.person(),
                true,
                door.done(request, AccountPlace.PASSWORD, who).filter(CHANGED::equals).isPresent()
                    ? Result.CHANGED
                    : Result.ASKED));
  }

  /// With the fields `password`, `new_password` and `new_password_again`, and `grants`, which is
  /// `revoke`.
  @Override
  public Outcome<PasswordChange> post(Request request) {
    return door.take(
        request,
        AccountPlace.PASSWORD,
        (who, form) -> {
          Renewal renewal = signIn.begunSessions().renewal(request, who.session());
          Result result = change(request, who, renewal.session(), form);
          if (result == Result.CHANGED) {
            return door.backRenewed(request, AccountPlace.PASSWORD, renewal, CHANGED);
          }
          PasswordChange content = content(who.person(), isRevoking(form), result);
          // They may have been signed out meanwhile.
          return door.open(request, AccountPlace.PASSWORD, _ -> content);
        });
  }

  private PasswordChange content(Person person, boolean revoking, Result result) {
    return new PasswordChange(
        person.username(), person.passwordHash().isPresent(), rules.least(), revoking, result);
  }

  private static boolean isRevoking(Parameters form) {
    return form.one("grants").filter("revoke"::equals).isPresent();
  }

  private Result change(Request request, Sessions.Found who, Session renewed, Parameters form) {
    Person person = who.person();
    NewPassword chosen =
        new NewPassword(
            form.one("new_password").orElse(""), form.one("new_password_again").orElse(""));
    String name = person.claims().get("name") instanceof String text ? text : "";
    Optional<Fault> fault = rules.fault(chosen, person.username(), name);
    if (fault.isPresent()) {
      audit.record(unchanged(request, person, fault.get().name().toLowerCase(Locale.ROOT)));
      return result(fault.get());
    }
    try {
      if (person.passwordHash().isPresent()
          && !signIn.passwords().confirm(request, person, form.one("password").orElse(""))) {
        audit.record(refused(request, person));
        return Result.WRONG;
      }
    } catch (TypedPasswords.TooManyGuesses e) {
      audit.record(refused(request, person).with("reason", "too_many"));
      return Result.TOO_MANY;
    } catch (Passwords.Busy e) {
      audit.record(refused(request, person).with("reason", "busy"));
      return Result.BUSY;
    }
    try {
      return replace(request, who, renewed, chosen, isRevoking(form))
          ? Result.CHANGED
          : Result.WRONG;
    } catch (Passwords.Busy e) {
      audit.record(unchanged(request, person, "busy"));
      return Result.BUSY;
    }
  }

  private static AuditEvent unchanged(Request request, Person person, String reason) {
    return AuditEvent.of(AuditEvent.Type.PASSWORD_CHANGE_REFUSED, request)
        .with("sub", person.subject())
        .with("reason", reason);
  }

  private static AuditEvent refused(Request request, Person person) {
    return AuditEvent.of(AuditEvent.Type.SIGN_IN_REFUSED, request).with("sub", person.subject());
  }

  private boolean replace(
      Request request, Sessions.Found who, Session renewed, NewPassword chosen, boolean revoking) {
    String subject = who.person().subject();
    boolean changed =
        people.changePassword(
            who.person().passwordHash(),
            passwords.hash(chosen.password()),
            who.session(),
            renewed,
            revoking,
            clock.instant(),
            noted(request, subject, revoking));
    if (changed) {
      audit.record(AuditEvent.of(AuditEvent.Type.PASSWORD_CHANGED, request).with("sub", subject));
      notices.ifPresent(n -> n.changed(request, who.person(), Change.PASSWORD_CHANGED));
    }
    if (changed && revoking) {
      audit.record(AuditEvent.of(AuditEvent.Type.CONSENT_REVOKED, request).with("sub", subject));
    }
    return changed;
  }

  private Activity[] noted(Request request, String subject, boolean revoking) {
    return Stream.of(Activity.Kind.PASSWORD_CHANGED, Activity.Kind.CONSENT_REVOKED)
        .limit(revoking ? 2 : 1)
        .map(kind -> journal.of(kind, request, subject))
        .toArray(Activity[]::new);
  }

  private static Result result(Fault fault) {
    return switch (fault) {
      case PASSWORD_SHORT -> Result.SHORT;
      case PASSWORD_LONG -> Result.LONG;
      case PASSWORDS_DIFFER -> Result.DIFFER;
      case PASSWORD_COMMON, USERNAME, USERNAME_TAKEN, NAME, EMAIL, TOO_MANY, BUSY -> Result.COMMON;
    };
  }
}
