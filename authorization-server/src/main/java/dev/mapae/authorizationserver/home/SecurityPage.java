package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authentication.Enrolment;
import dev.mapae.authorizationserver.authentication.Passkeys;
import dev.mapae.authorizationserver.authentication.RecoveryCodes;
import dev.mapae.authorizationserver.authentication.SecondFactor;
import dev.mapae.authorizationserver.authentication.SecondFactors;
import dev.mapae.authorizationserver.authentication.SignInPolicy;
import dev.mapae.authorizationserver.authentication.SignInPolicy.Method;
import dev.mapae.authorizationserver.authorize.FactorEvents;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.Occasion.AccountChanged;
import dev.mapae.authorizationserver.interaction.PersonalPage;
import dev.mapae.authorizationserver.interaction.Security;
import dev.mapae.authorizationserver.interaction.Security.Fault;
import dev.mapae.authorizationserver.interaction.Security.Had;
import dev.mapae.authorizationserver.interaction.Security.Making;
import dev.mapae.authorizationserver.interaction.WayIn;
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
import dev.mapae.authorizationserver.store.WaysIn;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where people set up and remove the apps, passkeys and recovery codes that they have. The form
/// field `do` says what: `offer`, `enrol`, `remove`, `recovery_codes` or `passkey`.
///
/// @param ways by what people get in
public record SecurityPage(
    FrontDoor door,
    SecondFactors factors,
    SignInPolicy policy,
    Journal journal,
    Audit audit,
    InstantSource clock,
    Optional<Notices> notices,
    WaysIn ways)
    implements PersonalPage<Security> {
  @Override
  public Outcome<Security> get(Request request) {
    return door.open(request, AccountPlace.SECURITY, who -> content(request, who));
  }

  @Override
  public Outcome<Security> post(Request request) {
    return door.take(request, AccountPlace.SECURITY, (who, form) -> changed(request, who, form));
  }

  private Outcome<Security> changed(Request request, Sessions.Found who, Parameters form) {
    Person person = who.person();
    return switch (form.required("do")) {
      case "offer" ->
          show(request, who, content(request, who).with(factors.enrolment().offer(person)));
      case "enrol" -> enrolled(request, who, form);
      case "remove" -> removed(request, who, form.required("factor"));
      case "passkey" -> made(request, who, form);
      case "recovery_codes" -> renewed(request, who);
      default ->
          throw new ProtocolError.InvalidRequest(
                  "The page has no form that does this. Open the page again.")
              .exception();
    };
  }

  private Outcome<Security> show(Request request, Sessions.Found who, Security content) {
    return door.show(request, AccountPlace.SECURITY, who, content);
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
          content(request, who)
              .with(factors.enrolment().again(person, sealed))
              .with(Fault.WRONG_CODE));
    }
    Once once = Enrolment.once(totp.get(), clock.instant());
    return added(request, who, totp.get(), once, SecondFactor.AMR, Fault.WRONG_CODE);
  }

  private Outcome<Security> made(Request request, Sessions.Found who, Parameters form) {
    String challenge = form.one("challenge").orElse("");
    Optional<Factor> passkey =
        policy.has(Method.PASSKEY)
                && door.isChallenge(request, AccountPlace.SECURITY, who.session(), challenge)
            ? factors.passkeys().created(who.person(), challenge, form)
            : Optional.empty();
    if (passkey.isEmpty()) {
      audit.record(refused(request, who.person(), Kind.PASSKEY, Fault.WRONG_PASSKEY));
      return show(request, who, content(request, who).with(Fault.WRONG_PASSKEY));
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
    Session renewed = door.signIn().begunSessions().renewed(who.session(), amr);
    Change change =
        factors
            .enrolments()
            .add(
                factor,
                List.of(once),
                new InSession(who.session(), renewed, clock.instant()),
                journal.of(Activity.Kind.FACTOR_ADDED, request, person.subject()));
    List<String> codes = List.of();
    if (change == Change.MADE || change == Change.RENEWED) {
      audit.record(FactorEvents.added(request, factor));
      told(request, person, factor.kind(), true);
      Session session = change == Change.RENEWED ? renewed : who.session();
      codes = factor.kind() == Kind.TOTP ? firstCodes(request, person, session) : codes;
    }
    Optional<Fault> refusal =
        change == Change.REFUSED ? refusal(person, factor, fault) : Optional.empty();
    refusal.ifPresent(why -> audit.record(refused(request, person, factor.kind(), why)));
    return answer(request, who, renewed, change, refusal, codes);
  }

  private static AuditEvent refused(Request request, Person person, Kind kind, Fault why) {
    return FactorEvents.refused(
        request, person.subject(), kind, why.name().toLowerCase(Locale.ROOT));
  }

  /// Recovery codes come with an app, so that whoever loses it is not locked out.
  ///
  /// @return none where they have some
  private List<String> firstCodes(Request request, Person person, Session session) {
    if (!holder(person).of(Kind.RECOVERY_CODE).isEmpty()) {
      return List.of();
    }
    RecoveryCodes.Made made = factors.recovery().renew(request, session);
    if (!made.codes().isEmpty()) {
      audit.record(FactorEvents.madeCodes(request, person.subject(), made));
    }
    return made.codes();
  }

  private Optional<Fault> refusal(Person person, Factor factor, Fault fault) {
    List<Factor> kept = holder(person).of(factor.kind());
    boolean postedTwice =
        factor.kind() == Kind.TOTP && kept.stream().anyMatch(f -> f.id().equals(factor.id()));
    return postedTwice
        ? Optional.empty()
        : Optional.of(kept.size() < factor.kind().most() ? fault : Fault.MOST);
  }

  private Outcome<Security> removed(Request request, Sessions.Found who, String id) {
    Person person = who.person();
    Holder before = holder(person);
    Session renewed = door.signIn().begunSessions().renewed(who.session());
    Change change =
        factors
            .enrolments()
            .remove(
                id,
                !factors.policy().isRequiredOf(person),
                ways,
                new InSession(who.session(), renewed, clock.instant()),
                journal.of(Activity.Kind.FACTOR_REMOVED, request, person.subject()));
    if (change == Change.RENEWED) {
      before.factors().stream()
          .filter(factor -> factor.id().equals(id))
          .forEach(factor -> {
            audit.record(FactorEvents.removed(request, factor));
            told(request, person, factor.kind(), false);
          });
      int codes = before.of(Kind.RECOVERY_CODE).size();
      if (codes > 0 && !holder(person).hasSecond()) {
        audit.record(FactorEvents.removedCodes(request, person.subject(), codes));
      }
    }
    return answer(request, who, renewed, change, Optional.empty(), List.of());
  }

  /// @param codes that were made besides
  private Outcome<Security> answer(
      Request request,
      Sessions.Found who,
      Session renewed,
      Change change,
      Optional<Fault> refusal,
      List<String> codes) {
    Session session = change == Change.RENEWED ? renewed : who.session();
    Security content = content(request, who.person(), session).withCodes(codes);
    return switch (change) {
      case MADE -> show(request, who, content);
      case RENEWED -> door.showRenewed(request, AccountPlace.SECURITY, who, renewed, content);
      case REFUSED -> show(request, who, refusal.map(content::with).orElse(content));
      case LAST -> show(request, who, content.with(Fault.LAST));
      case LAST_WAY_IN -> show(request, who, content.with(Fault.LAST_WAY_IN));
      case ENDED -> get(request); // they were signed out meanwhile
    };
  }

  private Outcome<Security> renewed(Request request, Sessions.Found who) {
    RecoveryCodes.Made made = factors.recovery().renew(request, who.session());
    if (made.codes().isEmpty()) {
      return get(request); // they have no second factor, or were signed out meanwhile
    }
    audit.record(FactorEvents.madeCodes(request, who.person().subject(), made));
    told(request, who.person(), Kind.RECOVERY_CODE, true);
    return show(request, who, content(request, who).withCodes(made.codes()));
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

  private Holder holder(Person person) {
    return factors.factors().find(person.subject()).orElseGet(() -> new Holder(person, List.of()));
  }

  private Security content(Request request, Sessions.Found who) {
    return content(request, who.person(), who.session());
  }

  /// @param session in which the page is posted
  private Security content(Request request, Person person, Session session) {
    Holder holder = holder(person);
    return new Security(
        holder.of(Kind.TOTP).stream().map(SecurityPage::had).toList(),
        holder.of(Kind.PASSKEY).stream().map(SecurityPage::had).toList(),
        policy.has(Method.PASSKEY)
            ? Optional.of(making(request, person, session, holder))
            : Optional.empty(),
        holder.of(Kind.RECOVERY_CODE).size(),
        List.of(),
        WayIn.of(ways),
        Optional.empty(),
        Optional.empty());
  }

  private Making making(Request request, Person person, Session session, Holder holder) {
    return new Making(
        door.challenge(request, AccountPlace.SECURITY, session),
        factors.passkeys().userHandle(person),
        person.username(),
        holder.of(Kind.PASSKEY).stream().map(Passkeys::credentialId).toList());
  }

  private static Had had(Factor factor) {
    return new Had(factor.id(), factor.name(), factor.createdAt(), factor.usedAt());
  }
}
