package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.Cookies;
import dev.mapae.authorizationserver.authentication.Passkeys;
import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.authentication.SecondFactors;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authentication.SignIn.Entrance;
import dev.mapae.authorizationserver.authentication.SignInPolicy;
import dev.mapae.authorizationserver.authentication.SignInPolicy.Method;
import dev.mapae.authorizationserver.authentication.TypedPasswords;
import dev.mapae.authorizationserver.authorize.AddressToConfirm.Asked;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.SignInOffers;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.interaction.SignInWays;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// What a person types on the sign-in page, whatever it is that they sign in for. OIDC Core
/// §3.1.2.3.
///
/// @param addressToConfirm empty where no mail goes out
/// @param otherWays by which people sign in too
/// @param clientOfDevice whose device waits; empty where it waits no longer
public record SignInForm(
    SignIn signIn,
    SecondFactors factors,
    Cookies cookies,
    Visits visits,
    Audit audit,
    Optional<AddressToConfirm> addressToConfirm,
    SignInPolicy policy,
    OtherWays otherWays,
    Function<Visit, Optional<String>> clientOfDevice) {
  /// What one sign-in page shows and another does not, as in [SignInPrompt].
  public record Asking(
      Optional<Client> client,
      Destination destination,
      Optional<String> username,
      List<String> uiLocales,
      List<String> formTargets) {}

  /// What the page shows that is for this.
  ///
  /// @param place whose sign-in page it is
  public SignInPrompt prompt(Visit visit, SignInPlace place, Asking asking, SignInOffers offers) {
    return new SignInPrompt(
        asking.client(),
        asking.destination(),
        asking.username(),
        asking.uiLocales(),
        offers.upstream().choices().isEmpty()
            ? asking.formTargets()
            : Stream.concat(asking.formTargets().stream(), otherWays.formTargets().stream())
                .distinct()
                .toList(),
        visits.url(visit, place.signIn()),
        visits.formToken(visit, place.signInStep(), ""),
        visits.challenge(visit, ""),
        offers);
  }

  /// What the page offers to whoever has an account.
  public SignInOffers offers(Visit visit, SignInPlace place) {
    return new SignInOffers(
        ways(visit, place),
        Optional.empty(),
        addressToConfirm
            .filter(_ -> policy.has(Method.PASSWORD))
            .map(_ -> visits.url(visit, Paths.FORGOTTEN_PASSWORD)),
        otherWays.shown(visit, place));
  }

  /// By what people may sign in.
  public SignInWays ways(Visit visit, SignInPlace place) {
    return new SignInWays(
        policy.has(Method.PASSWORD),
        policy.has(Method.PASSKEY),
        addressToConfirm
            .filter(_ -> policy.has(Method.EMAIL_LINK))
            .map(_ -> visits.url(visit, place.signIn() + Paths.EMAIL)));
  }

  /// Signs in.
  ///
  /// @param visit of the browser, whose form this is
  /// @param clientId of the client who asks, if one does
  /// @param place where they go on
  /// @param again the prompt with what was typed
  public SignInOutcome submit(
      Request request,
      Visit visit,
      Optional<String> clientId,
      SignInPlace place,
      Function<Optional<String>, SignInPrompt> again) {
    Parameters form = request.form();
    boolean isPasskey = Passkeys.isIn(form);
    String username = form.one("username").filter(_ -> !isPasskey).orElse("");
    try {
      if (isPasskey) {
        return byPasskey(request, visit, clientId, place, again);
      }
      Optional<Entrance> entrance =
          signIn.byPassword(request, username, form.one("password").orElse(""));
      if (entrance.isEmpty()) {
        audit.record(by(clientId, AuditEvent.of(AuditEvent.Type.SIGN_IN_REFUSED, request)));
        return new SignInOutcome.Again(
            again.apply(Optional.of(username)), SignInOutcome.Reason.WRONG_CREDENTIALS);
      }
      audit.record(by(clientId, fact(request, entrance.get())));
      return new SignInOutcome.SignedIn(onward(request, visit, place, entrance.get()));
    } catch (TypedPasswords.TooManyGuesses e) {
      audit.record(
          by(clientId, AuditEvent.of(AuditEvent.Type.SIGN_IN_REFUSED, request))
              .with("reason", "too_many"));
      return new SignInOutcome.Again(
          again.apply(Optional.of(username)), SignInOutcome.Reason.TOO_MANY);
    } catch (SignIn.AddressUnconfirmed e) {
      audit.record(
          by(clientId, AuditEvent.of(AuditEvent.Type.SIGN_IN_REFUSED, request))
              .with("reason", "address_unconfirmed"));
      SignInPrompt prompt = again.apply(Optional.of(username));
      return new SignInOutcome.Again(prompt, unconfirmed(request, prompt.uiLocales(), e.person()));
    } catch (Passwords.Busy e) {
      audit.record(
          by(clientId, AuditEvent.of(AuditEvent.Type.SIGN_IN_REFUSED, request))
              .with("reason", "busy"));
      return new SignInOutcome.Again(again.apply(Optional.of(username)), SignInOutcome.Reason.BUSY);
    }
  }

  private SignInOutcome.Reason unconfirmed(Request request, List<String> uiLocales, Person person) {
    return switch (addressToConfirm
        .map(address -> address.ask(request, uiLocales, person))
        .orElse(Asked.TOO_MANY)) {
      case SENT -> SignInOutcome.Reason.ADDRESS_UNCONFIRMED;
      case TOO_MANY -> SignInOutcome.Reason.ADDRESS_UNCONFIRMED_TOO_MANY;
      case IN_VAIN -> SignInOutcome.Reason.ADDRESS_UNCONFIRMABLE;
    };
  }

  /// What the audit says of it: also a right password that leads no further: somebody may try those
  /// that were stolen.
  public static AuditEvent fact(Request request, Entrance entrance) {
    return switch (entrance) {
      case Entrance.In(var session) ->
          AuditEvent.of(AuditEvent.Type.SIGN_IN, request).with("sub", session.subject());
      case Entrance.Further(var first) ->
          AuditEvent.of(AuditEvent.Type.FIRST_FACTOR, request).with("sub", first.subject());
    };
  }

  /// For which client somebody signs in, as the request says that waits. At the account pages it is
  /// for none, whatever a URL says that somebody was sent. It may ask the database, so it is asked
  /// before they are in: nothing must keep that from the audit.
  public Optional<String> clientOf(Visit visit, SignInPlace place) {
    if (place.equals(SignInPlace.DEVICE)) {
      return clientOfDevice.apply(visit);
    }
    return visit.parameters().all("client_id").stream()
        .filter(_ -> place.equals(SignInPlace.BROWSER))
        .findFirst();
  }

  public static AuditEvent by(Optional<String> clientId, AuditEvent fact) {
    return clientId.map(id -> fact.with("client_id", id)).orElse(fact);
  }

  private SignInOutcome byPasskey(
      Request request,
      Visit visit,
      Optional<String> clientId,
      SignInPlace place,
      Function<Optional<String>, SignInPrompt> again) {
    Parameters form = request.form();
    String challenge = form.one("challenge").orElse("");
    Passkeys.Result result =
        policy.has(Method.PASSKEY) && visits.isChallenge(visit, "", challenge)
            ? factors.passkeys().alone(request, challenge, form)
            : Passkeys.WRONG_CHALLENGE;
    return switch (result) {
      case Passkeys.Result.SignedIn(var session) -> {
        audit.record(
            by(
                clientId,
                AuditEvent.of(AuditEvent.Type.SIGN_IN, request)
                    .with("sub", session.subject())
                    .with("factor", "passkey")));
        yield new SignInOutcome.SignedIn(
            cookies.withoutFirstFactor(
                signIn
                    .begunSessions()
                    .begin(request, visits.goTo(visit, place, session), session)));
      }
      case Passkeys.Result.Ended(var subject) -> {
        refused(request, clientId, "ended", Optional.of(subject));
        yield new SignInOutcome.Again(
            again.apply(Optional.empty()), SignInOutcome.Reason.WRONG_PASSKEY);
      }
      case Passkeys.Result.Later() -> {
        refused(request, clientId, "too_many", Optional.empty());
        yield new SignInOutcome.Again(again.apply(Optional.empty()), SignInOutcome.Reason.TOO_MANY);
      }
      case Passkeys.Result.Refused(var reason, var subject) -> {
        refused(request, clientId, reason, subject);
        yield new SignInOutcome.Again(
            again.apply(Optional.empty()), SignInOutcome.Reason.WRONG_PASSKEY);
      }
    };
  }

  private void refused(
      Request request, Optional<String> clientId, String reason, Optional<String> subject) {
    AuditEvent fact = by(clientId, AuditEvent.of(AuditEvent.Type.SIGN_IN_REFUSED, request));
    audit.record(subject.map(s -> fact.with("sub", s)).orElse(fact).with("reason", reason));
  }

  /// Where a right password leads to, or what stood in its place.
  public Response onward(Request request, Visit visit, SignInPlace place, Entrance entrance) {
    return switch (entrance) {
      case Entrance.In(var session) ->
          signIn.begunSessions().begin(request, visits.goTo(visit, place, session), session);
      case Entrance.Further(var first) ->
          factors
              .first()
              .keep(
                  visits.goTo(visit, place.secondFactor()),
                  visit.browser(),
                  visit.parameters(),
                  first);
    };
  }
}
