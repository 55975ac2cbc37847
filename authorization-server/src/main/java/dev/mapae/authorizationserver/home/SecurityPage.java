package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authentication.BegunSessions.Renewal;
import dev.mapae.authorizationserver.authentication.Enrolment;
import dev.mapae.authorizationserver.authentication.Passkeys;
import dev.mapae.authorizationserver.authentication.RecoveryCodes;
import dev.mapae.authorizationserver.authentication.SecondFactor;
import dev.mapae.authorizationserver.authentication.SecondFactors;
import dev.mapae.authorizationserver.authorize.FactorEvents;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.Occasion.AccountChanged;
import dev.mapae.authorizationserver.interaction.PersonalPage;
import dev.mapae.authorizationserver.interaction.Security;
import dev.mapae.authorizationserver.interaction.Security.Fault;
import dev.mapae.authorizationserver.mail.Notices;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Enrolments.Change;
import dev.mapae.authorizationserver.store.Enrolments.InSession;
import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.authorizationserver.store.Factor.Kind;
import dev.mapae.authorizationserver.store.Factors.Holder;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Where people set up and remove the apps, passkeys and recovery codes that they have. The form
/// field `do` says what: `offer`, `enrol`, `remove`, `recovery_codes` or `passkey`.
///
/// @param content what is on it
public record SecurityPage(
    FrontDoor door,
    SecondFactors factors,
    Journal journal,
    Audit audit,
    InstantSource clock,
    Optional<Notices> notices,
    SecurityContent content)
    implements PersonalPage<Security> {
  /// What is done about apps and the codes in place of theirs.
  private static final Set<String> OF_APPS = Set.of("offer", "enrol", "recovery_codes");

  @Override
  public Outcome<Security> get(Request request) {
    return door.open(request, AccountPlace.SECURITY, who -> content.of(request, who));
  }

  @Override
  public Outcome<Security> post(Request request) {
    return door.take(
        request,
        AccountPlace.SECURITY,
        (who, form) -> changed(request, who, form),
        (who, form) -> repeated(request, who, form));
  }

  /// What was added by a form is there, whether the form is taken still, or its code: loading the
  /// answer again says so. With the first that was set up the session went on under another id.
  private Optional<Outcome<Security>> repeated(
      Request request, Sessions.Found who, Parameters form) {
    return content
        .already(who.person(), form)
        .map(fault -> show(request, who, content.of(request, who).with(fault)));
  }

  private Outcome<Security> changed(Request request, Sessions.Found who, Parameters form) {
    Person person = who.person();
    String what = form.required("do");
    if (OF_APPS.contains(what) && !factors.policy().accepts(Kind.TOTP)) {
      throw noForm();
    }
    return switch (what) {
      case "offer" ->
          show(request, who, content.of(request, who).with(factors.enrolment().offer(person)));
      case "enrol" -> repeated(request, who, form).orElseGet(() -> enrolled(request, who, form));
      case "passkey" -> repeated(request, who, form).orElseGet(() -> made(request, who, form));
      case "remove" -> removed(request, who, form.required("factor"));
      case "recovery_codes" -> renewed(request, who);
      default -> throw noForm();
    };
  }

  private static ProtocolException noForm() {
    return new ProtocolError.InvalidRequest(
            "The page has no form that does this. Open the page again.")
        .exception();
  }

  private Outcome<Security> show(Request request, Sessions.Found who, Security shown) {
    return door.show(request, AccountPlace.SECURITY, who, shown);
  }

  private Outcome<Security> enrolled(Request request, Sessions.Found who, Parameters form) {
    Person person = who.person();
    String sealed = form.one("enrolment").orElse("");
    Optional<Factor> totp =
        factors.enrolment().confirmed(person.subject(), sealed, form.one("code").orElse(""));
    if (totp.isEmpty()) {
      audit.record(refused(request, person, Kind.TOTP, Fault.WRONG_CODE));
      return show(
          request,
          who,
          content
              .of(request, who)
              .with(factors.enrolment().again(person, sealed))
              .with(Fault.WRONG_CODE));
    }
    Once once = Enrolment.once(totp.get(), clock.instant());
    return added(request, who, totp.get(), once, SecondFactor.AMR, Fault.WRONG_CODE);
  }

  private Outcome<Security> made(Request request, Sessions.Found who, Parameters form) {
    String challenge = form.one("challenge").orElse("");
    Optional<Factor> passkey =
        content.offersPasskeys()
                && door.isChallenge(request, AccountPlace.SECURITY, who.session(), challenge)
            ? factors.passkeys().created(who.person(), challenge, form)
            : Optional.empty();
    if (passkey.isEmpty()) {
      audit.record(refused(request, who.person(), Kind.PASSKEY, Fault.WRONG_PASSKEY));
      return show(request, who, content.of(request, who).with(Fault.WRONG_PASSKEY));
    }
    Once once = Passkeys.once(challenge, clock.instant());
    return added(request, who, passkey.get(), once, Passkeys.AMR, Fault.WRONG_PASSKEY);
  }

  /// @param amr of a session in which this was shown after the first
  /// @param fault of one that there is, or was
  private Outcome<Security> added(
      Request request,
      Sessions.Found who,
      Factor factor,
      Once once,
      List<String> amr,
      Fault fault) {
    Person person = who.person();
    Renewal renewal = door.signIn().begunSessions().renewal(request, who.session(), amr);
    Change change =
        factors
            .enrolments()
            .add(
                factor,
                List.of(once),
                new InSession(who.session(), renewal.session(), clock.instant()),
                journal.of(Activity.Kind.FACTOR_ADDED, request, person.subject()));
    List<String> codes = List.of();
    if (change == Change.MADE || change == Change.RENEWED) {
      audit.record(FactorEvents.added(request, factor));
      told(request, person, factor.kind(), true);
      Session session = change == Change.RENEWED ? renewal.session() : who.session();
      codes = firstCodes(request, person, session);
      if (change == Change.MADE && !codes.isEmpty()) {
        // They outlive what was added, where something else was there before.
        told(request, person, Kind.RECOVERY_CODE, true);
      }
    }
    Optional<Fault> refusal =
        change == Change.REFUSED ? Optional.of(refusal(person, factor, fault)) : Optional.empty();
    refusal
        .filter(why -> why != Fault.ADDED_BEFORE && why != Fault.HAS_PASSKEY)
        .ifPresent(why -> audit.record(refused(request, person, factor.kind(), why)));
    return answer(request, who, renewal, change, refusal, codes);
  }

  private static AuditEvent refused(Request request, Person person, Kind kind, Fault why) {
    return FactorEvents.refused(
        request, person.subject(), kind, why.name().toLowerCase(Locale.ROOT));
  }

  /// Recovery codes come with the first app or passkey, so that whoever loses it is not locked out.
  ///
  /// @return none where they have some, or where none are taken
  private List<String> firstCodes(Request request, Person person, Session session) {
    Holder holder = content.holder(person);
    if (!content.takesRecoveryCodes(holder) || !holder.of(Kind.RECOVERY_CODE).isEmpty()) {
      return List.of();
    }
    Optional<RecoveryCodes.Made> made =
        factors.recovery().first(request, session).filter(some -> !some.codes().isEmpty());
    made.ifPresent(some -> audit.record(FactorEvents.madeCodes(request, person.subject(), some)));
    return made.map(RecoveryCodes.Made::codes).orElse(List.of());
  }

  private Fault refusal(Person person, Factor factor, Fault fault) {
    if (content.has(person, factor.id())) {
      return factor.kind() == Kind.PASSKEY ? Fault.HAS_PASSKEY : Fault.ADDED_BEFORE;
    }
    int kept = content.holder(person).of(factor.kind()).size();
    return kept < factor.kind().most() ? fault : Fault.MOST;
  }

  private Outcome<Security> removed(Request request, Sessions.Found who, String id) {
    Person person = who.person();
    Holder before = content.holder(person);
    Holder after =
        new Holder(
            person, before.factors().stream().filter(factor -> !factor.id().equals(id)).toList());
    Optional<Fault> keeping = content.keeping(before, after);
    if (keeping.isPresent()) {
      return kept(request, who, before, id, keeping.get());
    }
    Renewal renewal = door.signIn().begunSessions().renewal(request, who.session());
    Change change =
        factors
            .enrolments()
            .remove(
                id,
                !factors.policy().isRequiredOf(person),
                content.ways(),
                new InSession(who.session(), renewal.session(), clock.instant()),
                journal.of(Activity.Kind.FACTOR_REMOVED, request, person.subject()));
    if (change == Change.RENEWED) {
      before.factors().stream()
          .filter(factor -> factor.id().equals(id))
          .forEach(factor -> {
            audit.record(FactorEvents.removed(request, factor));
            told(request, person, factor.kind(), false);
          });
      int codes = before.of(Kind.RECOVERY_CODE).size();
      if (codes > 0 && !content.holder(person).hasSecond()) {
        audit.record(FactorEvents.removedCodes(request, person.subject(), codes));
      }
    }
    return switch (change) {
      case LAST -> kept(request, who, before, id, Fault.LAST);
      case LAST_WAY_IN -> kept(request, who, before, id, Fault.LAST_WAY_IN);
      case MADE, RENEWED, REFUSED, ENDED ->
          answer(request, who, renewal, change, Optional.empty(), List.of());
    };
  }

  /// What they wanted to remove, and have to keep.
  private Outcome<Security> kept(
      Request request, Sessions.Found who, Holder holder, String id, Fault why) {
    holder.factors().stream()
        .filter(factor -> factor.id().equals(id))
        .forEach(factor -> audit.record(refused(request, who.person(), factor.kind(), why)));
    return show(request, who, content.of(request, who).with(why));
  }

  /// @param codes that were made besides
  private Outcome<Security> answer(
      Request request,
      Sessions.Found who,
      Renewal renewal,
      Change change,
      Optional<Fault> refusal,
      List<String> codes) {
    Session session = change == Change.RENEWED ? renewal.session() : who.session();
    Security shown = content.of(request, who.person(), session).withCodes(codes);
    return switch (change) {
      case MADE -> show(request, who, shown);
      case RENEWED -> door.showRenewed(request, AccountPlace.SECURITY, who, renewal, shown);
      case REFUSED, LAST, LAST_WAY_IN -> show(request, who, refusal.map(shown::with).orElse(shown));
      case ENDED -> get(request); // they were signed out meanwhile
    };
  }

  private Outcome<Security> renewed(Request request, Sessions.Found who) {
    if (!content.takesRecoveryCodes(content.holder(who.person()))) {
      return get(request); // there is nothing that they would stand in the place of
    }
    RecoveryCodes.Made made = factors.recovery().renew(request, who.session());
    if (made.codes().isEmpty()) {
      return get(request); // they have no second factor, or were signed out meanwhile
    }
    audit.record(FactorEvents.madeCodes(request, who.person().subject(), made));
    told(request, who.person(), Kind.RECOVERY_CODE, true);
    return show(request, who, content.of(request, who).withCodes(made.codes()));
  }

  private void told(Request request, Person person, Kind kind, boolean added) {
    notices.ifPresent(n ->
        n.changed(
            request,
            person,
            switch (kind) {
              case TOTP ->
                  added ? AccountChanged.Change.APP_ADDED : AccountChanged.Change.APP_REMOVED;
              case PASSKEY ->
                  added
                      ? AccountChanged.Change.PASSKEY_ADDED
                      : AccountChanged.Change.PASSKEY_REMOVED;
              case RECOVERY_CODE -> AccountChanged.Change.RECOVERY_CODES_MADE;
            }));
  }
}
