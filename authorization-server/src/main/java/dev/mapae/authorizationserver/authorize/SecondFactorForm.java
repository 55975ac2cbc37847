package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.Acr;
import dev.mapae.authorizationserver.authentication.Cookies;
import dev.mapae.authorizationserver.authentication.FirstFactor;
import dev.mapae.authorizationserver.authentication.Passkeys;
import dev.mapae.authorizationserver.authentication.RecoveryCodes;
import dev.mapae.authorizationserver.authentication.SecondFactor.Result;
import dev.mapae.authorizationserver.authentication.SecondFactors;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.interaction.Occasion.AccountChanged.Change;
import dev.mapae.authorizationserver.interaction.SecondFactorPrompt;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps.Outcome;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps.Reason;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.interaction.TotpOffer;
import dev.mapae.authorizationserver.mail.Notices;
import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.authorizationserver.store.Factor.Kind;
import dev.mapae.authorizationserver.store.Factors.Holder;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// What a person shows after their first factor, whatever it is that they sign in for. OIDC Core
/// §3.1.2.3, RFC 9470 §4.
public record SecondFactorForm(
    SecondFactors factors,
    SignIn signIn,
    Cookies cookies,
    Visits visits,
    Audit audit,
    Optional<Notices> notices) {
  /// Somebody who has shown one factor.
  ///
  /// @param holder with all that they have
  /// @param accepted with that of it which is good here
  /// @param clientId of the client for which they sign in
  private record Somebody(
      FirstFactor first, Holder holder, Holder accepted, Optional<String> clientId) {}

  Outcome show(Request request, Visit visit, SignInPlace place, SignInPrompt page) {
    return somebody(request, visit, Optional.empty())
        .<Outcome>map(who -> new Outcome.Ask(prompt(visit, place, page, who, offer(who))))
        .orElseGet(() -> elsewhere(request, visit, place));
  }

  /// @param clientId of the client that asks, if one does
  Outcome submit(
      Request request,
      Visit visit,
      SignInPlace place,
      SignInPrompt page,
      Optional<String> clientId) {
    Parameters form = request.form();
    Optional<Somebody> somebody = somebody(request, visit, clientId);
    if (somebody.isEmpty()) {
      return elsewhere(request, visit, place);
    }
    Somebody who = somebody.get();
    Visit posted =
        visits
            .posted(visit, place.secondFactorStep(), who.first().id(), form.required("step"))
            .orElseThrow(() -> Visits.tooOld(place.remedy()));
    if (who.holder().hasSecond() && Passkeys.isIn(form)) {
      return byPasskey(request, posted, place, page, who);
    }
    String code = form.one("code").orElse("");
    return who.holder().hasSecond()
        ? byCode(request, posted, place, page, who, code)
        : byEnrolment(request, posted, place, page, who, code);
  }

  private Outcome byPasskey(
      Request request, Visit visit, SignInPlace place, SignInPrompt page, Somebody who) {
    Parameters form = request.form();
    String challenge = form.one("challenge").orElse("");
    Passkeys.Result result =
        visits.isChallenge(visit, who.first().id(), challenge)
            ? factors.passkeys().second(request, who.first(), who.accepted(), challenge, form)
            : Passkeys.WRONG_CHALLENGE;
    return switch (result) {
      case Passkeys.Result.SignedIn(var session) ->
          signedIn(request, visit, place, who, session, Kind.PASSKEY);
      case Passkeys.Result.Refused(var reason, _) -> {
        signIn.codes().second(request, who.first().subject()).wrong();
        yield refused(request, visit, place, page, who, Reason.WRONG_PASSKEY, reason);
      }
      case Passkeys.Result.Later() -> later(request, visit, place, page, who, SignInOutcome.LATER);
      case Passkeys.Result.Ended(_) -> elsewhere(request, visit, place);
    };
  }

  private Outcome byCode(
      Request request,
      Visit visit,
      SignInPlace place,
      SignInPrompt page,
      Somebody who,
      String code) {
    return switch (factors.second().byCode(request, who.first(), who.accepted(), code)) {
      case Result.Proven(var session, var kind) ->
          signedIn(request, visit, place, who, session, kind);
      case Result.Wrong() ->
          refused(request, visit, place, page, who, Reason.WRONG_CODE, "wrong_code");
      case Result.NoMore() ->
          refused(request, visit, place, page, who, Reason.NO_MORE_CODES, "no_more_codes");
      case Result.Later(var wait) -> later(request, visit, place, page, who, wait);
      case Result.Ended() -> elsewhere(request, visit, place);
    };
  }

  private Outcome byEnrolment(
      Request request,
      Visit visit,
      SignInPlace place,
      SignInPrompt page,
      Somebody who,
      String code) {
    String subject = who.first().subject();
    String sealed = request.form().one("enrolment").orElse("");
    Optional<Factor> totp = factors.enrolment().confirmed(subject, sealed, code);
    if (totp.isEmpty()) {
      audit.record(FactorEvents.refused(request, subject, Kind.TOTP, "wrong_code"));
      TotpOffer again = factors.enrolment().again(who.holder().person(), sealed);
      return new Outcome.Again(
          prompt(visit, place, page, who, Optional.of(again)), Reason.WRONG_CODE);
    }
    if (!factors.second().enrols(request, who.first(), who.holder(), totp.get())) {
      return elsewhere(request, visit, place);
    }
    audit.record(FactorEvents.added(request, totp.get()));
    notices.ifPresent(n -> n.changed(request, who.holder().person(), Change.APP_ADDED));
    Optional<Session> session =
        factors.second().byEnrolment(request, who.first(), who.holder(), totp.get());
    if (session.isEmpty()) {
      return elsewhere(request, visit, place);
    }
    audit.record(signedIn(request, who, Kind.TOTP));
    return enrolled(request, visit, place, page, who, session.get());
  }

  private Outcome enrolled(
      Request request,
      Visit visit,
      SignInPlace place,
      SignInPrompt page,
      Somebody who,
      Session session) {
    Optional<RecoveryCodes.Made> made = factors.recovery().first(request, session);
    if (made.isEmpty()) {
      // They were signed out meanwhile, and known in no browser any more.
      return elsewhere(request, visit, place);
    }
    if (made.get().codes().isEmpty()) {
      // Another browser was shown some meanwhile.
      return new Outcome.GoOn(told(request, visits.goTo(visit, place, session), session));
    }
    audit.record(FactorEvents.madeCodes(request, session.subject(), made.get()));
    return new Outcome.WriteDown(
        prompt(visit, place, page, who, Optional.empty()),
        made.get().codes(),
        visits.url(visit, place, session),
        response -> told(request, response, session));
  }

  private Outcome signedIn(
      Request request, Visit visit, SignInPlace place, Somebody who, Session session, Kind kind) {
    audit.record(signedIn(request, who, kind));
    return new Outcome.GoOn(told(request, visits.goTo(visit, place, session), session));
  }

  private Response told(Request request, Response response, Session session) {
    return cookies.withoutFirstFactor(signIn.begunSessions().begin(request, response, session));
  }

  private static AuditEvent signedIn(Request request, Somebody who, Kind kind) {
    AuditEvent.Type type =
        who.first().session().isPresent() ? AuditEvent.Type.STEP_UP : AuditEvent.Type.SIGN_IN;
    AuditEvent fact =
        SignInForm.by(
            who.clientId(),
            AuditEvent.of(type, request)
                .with("sub", who.first().subject())
                .with("factor", FactorEvents.name(kind)));
    for (Map.Entry<String, String> by : who.first().shown().by().entrySet()) {
      fact = fact.with(by.getKey(), by.getValue());
    }
    return fact;
  }

  private Outcome refused(
      Request request,
      Visit visit,
      SignInPlace place,
      SignInPrompt page,
      Somebody who,
      Reason shown,
      String reason) {
    record(request, who, reason);
    return new Outcome.Again(prompt(visit, place, page, who, Optional.empty()), shown);
  }

  private Outcome later(
      Request request,
      Visit visit,
      SignInPlace place,
      SignInPrompt page,
      Somebody who,
      Duration wait) {
    record(request, who, "too_many");
    return new Outcome.Later(prompt(visit, place, page, who, Optional.empty()), wait);
  }

  private void record(Request request, Somebody who, String reason) {
    audit.record(
        SignInForm.by(
            who.clientId(),
            AuditEvent.of(AuditEvent.Type.SECOND_FACTOR_REFUSED, request)
                .with("sub", who.first().subject())
                .with("reason", reason)));
  }

  /// Who has a password behind them, just now or in a session, and a second factor before them.
  private Optional<Somebody> somebody(Request request, Visit visit, Optional<String> clientId) {
    return factors
        .first()
        .of(request, visit.browser(), visit.parameters())
        .or(() ->
            signIn
                .current(request)
                .filter(found -> !Acr.isMultiFactor(found.session()))
                .map(found -> FirstFactor.of(found.session())))
        .flatMap(first ->
            factors
                .factors()
                .find(first.subject())
                .map(holder ->
                    new Somebody(first, holder, factors.policy().accepted(holder), clientId)))
        .filter(who -> who.holder().person().enabled())
        .filter(who -> who.first().isOf(who.holder().person()))
        .filter(who -> who.holder().hasSecond() || mustEnrol(who));
  }

  /// Only right after the first factor: whoever finds a browser that is signed in sets nothing up,
  /// here or where another server vouches for them.
  private boolean mustEnrol(Somebody who) {
    return who.first().session().isEmpty()
        && who.first().isFresh()
        && factors.policy().isRequiredOf(who.holder().person());
  }

  private Optional<TotpOffer> offer(Somebody who) {
    return who.holder().hasSecond()
        ? Optional.empty()
        : Optional.of(factors.enrolment().offer(who.holder().person()));
  }

  /// Those who have shown both go on, for example by the button of their browser; others begin.
  private Outcome elsewhere(Request request, Visit visit, SignInPlace place) {
    boolean strong =
        signIn.current(request).filter(found -> Acr.isMultiFactor(found.session())).isPresent();
    return new Outcome.GoOn(visits.goTo(visit, strong ? place.goOnAt() : place.signIn()));
  }

  private static boolean hasRecoveryCodes(Somebody who) {
    return !who.accepted().of(Kind.RECOVERY_CODE).isEmpty();
  }

  private SecondFactorPrompt prompt(
      Visit visit, SignInPlace place, SignInPrompt page, Somebody who, Optional<TotpOffer> offer) {
    return new SecondFactorPrompt(
        page,
        visits.url(visit, place.secondFactor()),
        visits.formToken(visit, place.secondFactorStep(), who.first().id()),
        visits.challenge(visit, who.first().id()),
        !who.accepted().of(Kind.TOTP).isEmpty(),
        hasRecoveryCodes(who),
        who.accepted().of(Kind.PASSKEY).stream().map(Passkeys::credentialId).toList(),
        offer);
  }
}
