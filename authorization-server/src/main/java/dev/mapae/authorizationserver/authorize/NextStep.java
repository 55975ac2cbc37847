package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.authorize.AuthorizationRequest.Prompt;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.issue.Decision;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.issue.Decision.Wish;
import dev.mapae.authorizationserver.issue.Subjects;
import dev.mapae.authorizationserver.key.SecretKey;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Consent;
import dev.mapae.authorizationserver.store.Consents;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What an authorization request still needs from the person. OIDC Core §3.1.2.3 and §3.1.2.4.
sealed interface NextStep {
  /// They have to prove who they are.
  record SignIn() implements NextStep {}

  /// They are signed in, and have to show more.
  record SecondFactor() implements NextStep {}

  /// They want to make an account.
  record CreateAccount() implements NextStep {}

  /// A person is there, and it is known what the client would get.
  sealed interface OfPerson extends NextStep {
    Sessions.Found who();

    Permission permission();

    /// Single claims besides the scope.
    Set<String> claims();

    /// What of the scope they cannot leave out.
    Scope required();

    /// What the person allowed this client before; not looked up for one that asks nobody.
    Optional<Consent> before();
  }

  /// They have to be asked.
  record AskConsent(
      Sessions.Found who,
      Permission permission,
      Set<String> claims,
      Scope required,
      Optional<Consent> before)
      implements OfPerson {}

  /// Nothing: it was allowed before, or need not be asked.
  ///
  /// @param given what of the permission was allowed
  record Approved(
      Sessions.Found who,
      Permission permission,
      Set<String> claims,
      Scope required,
      Optional<Consent> before,
      Permission given)
      implements OfPerson {}

  /// Finds the next step of a request.
  final class Finder {
    private final Decision decision;
    private final Consents consents;
    private final Supplier<Catalog> catalog;
    private final Subjects subjects;
    private final StepUp stepUp;

    Finder(
        Decision decision,
        Subjects subjects,
        Consents consents,
        Supplier<Catalog> catalog,
        StepUp stepUp) {
      this.decision = decision;
      this.subjects = subjects;
      this.stepUp = stepUp;
      this.consents = consents;
      this.catalog = catalog;
    }

    /// Looks for the faults that a client made, before anybody has come with its request.
    ///
    /// @throws dev.mapae.protocol.ProtocolException to be told the client
    void precheck(AuthorizationRequest request) {
      neededAcr(request).requireReachable();
      findFaults(request);
    }

    /// Nobody is asked to sign in for what would be refused. Who allowed it before may never see
    /// the page on which it has no room.
    private void findFaults(AuthorizationRequest request) {
      Permission asked = decision.precheck(wish(request, Optional.empty()));
      if (request.has(Prompt.CONSENT) || !mayGoUnasked(request)) {
        room(request).requireOfEverybody(asked);
      }
    }

    /// Finds the next step.
    ///
    /// @param session of this browser; empty when nobody is signed in
    /// @param firstSight when this browser first came with this request
    /// @throws dev.mapae.protocol.ProtocolException to be sent to the client
    NextStep of(
        AuthorizationRequest request, Optional<Sessions.Found> session, Instant firstSight) {
      neededAcr(request).requireReachable();
      Optional<Sessions.Found> who =
          session.filter(s -> isRecent(request, s.session(), firstSight));
      if (who.isPresent() && !isWanted(request, who.get().person())) {
        if (stepUp.isCome(who.get(), firstSight)) {
          throw new ProtocolError.LoginRequired("Another person signed in than was asked for.")
              .exception();
        }
        return signIn(request);
      }
      if (who.isEmpty()) {
        findFaults(request);
        return signIn(request);
      }
      if (stepUp.isByPassword(neededAcr(request), who.get(), firstSight)) {
        findFaults(request);
        return signIn(request);
      }
      Optional<Sessions.Found> strong = stepUp.of(neededAcr(request), who.get());
      return strong.isPresent() ? consent(request, strong.get()) : secondFactor(request);
    }

    private NextStep secondFactor(AuthorizationRequest request) {
      findFaults(request);
      if (request.has(Prompt.NONE)) {
        throw new ProtocolError.LoginRequired(
                "The person has to show a second factor, and prompt=none forbids to ask.")
            .exception();
      }
      return new SecondFactor();
    }

    /// A client names people as it knows them, and by no other name.
    private boolean isWanted(AuthorizationRequest request, Person person) {
      List<String> wanted = request.subjects();
      if (wanted.isEmpty()) {
        return true;
      }
      String known = subjects.of(request.client(), person);
      return wanted.stream().anyMatch(s -> SecretKey.same(s, known));
    }

    private NextStep consent(AuthorizationRequest request, Sessions.Found who) {
      Permission permission = decision.decide(wish(request, Optional.of(who)));
      Client client = request.client();
      Set<String> claims =
          // Whatever values are asked for, or whether a person is asked would tell theirs.
          request
              .claims()
              .beyond(
                  catalog.get(),
                  permission.scope(),
                  catalog.get().own(client.scope(), who.person()));
      Optional<Consent> before =
          client.skipConsent()
              ? Optional.empty()
              : consents.find(who.person().subject(), client.id());
      // Of a client that asks nobody the rest would be back at the next request, unasked.
      Scope required = client.skipConsent() ? permission.scope() : words().required(permission);
      Optional<Permission> given =
          request.has(Prompt.CONSENT) || !mayGoUnasked(request)
              ? Optional.empty()
              : client.skipConsent() && areLasting(permission)
                  ? Optional.of(permission)
                  : before.flatMap(c -> asBefore(c, permission, required, claims));
      if (given.isPresent()) {
        return new Approved(who, permission, claims, required, before, given.get());
      }
      if (request.has(Prompt.NONE)) {
        throw new ProtocolError.ConsentRequired(
                "The person has to consent, and prompt=none forbids to ask.")
            .exception();
      }
      room(request).require(permission, claims);
      return new AskConsent(who, permission, claims, required, before);
    }

    /// What the person allows who answers as they did before, without what they left out then;
    /// empty when that is not known.
    private Optional<Permission> asBefore(
        Consent consent, Permission permission, Scope required, Set<String> claims) {
      Scope left = permission.scope().retain(consent.scope());
      if (!consent.answers(permission.scope())
          || !left.containsAll(required)
          || (left.isEmpty() && permission.details().isEmpty())
          || !covers(consent, permission, left, claims)) {
        return Optional.empty();
      }
      return Optional.of(
          left.equals(permission.scope())
              ? permission
              : permission.lessenedTo(left, catalog.get()));
    }

    private ConsentRoom room(AuthorizationRequest request) {
      return new ConsentRoom(words(), request.replyTo().carried());
    }

    private RequestedScopes words() {
      return new RequestedScopes(catalog);
    }

    /// What is asked for each time nobody skips: it is one deed.
    private boolean areLasting(Permission permission) {
      return permission.details().stream().allMatch(catalog.get()::remembers);
    }

    private static boolean mayGoUnasked(AuthorizationRequest request) {
      return !AskedEachTime.by(request.client(), request.replyTo().redirectUri());
    }

    /// @param left what is given of the scope
    private boolean covers(Consent consent, Permission permission, Scope left, Set<String> claims) {
      return consent.resources().containsAll(permission.audience())
          && permission.scope().stream().noneMatch(scope -> isAmbiguous(scope, consent))
          // A scope may release more than it did.
          && consent.claims().containsAll(words().shown(permission, claims, left))
          && permission.details().stream()
              .allMatch(
                  detail -> catalog.get().remembers(detail) && consent.details().contains(detail));
    }

    /// A scope that several of the APIs declare: it is not known for which of them it was given, or
    /// left out.
    private boolean isAmbiguous(String scope, Consent consent) {
      return catalog.get().declaringAny(Scope.of(scope)).stream()
              .filter(api -> consent.resources().contains(api.uri()))
              .count()
          > 1;
    }

    private static NextStep signIn(AuthorizationRequest request) {
      if (request.has(Prompt.NONE)) {
        throw new ProtocolError.LoginRequired(
                "The person has to sign in, and prompt=none forbids to ask.")
            .exception();
      }
      // Somebody new is nobody who was asked for.
      return request.has(Prompt.CREATE) && request.subjects().isEmpty()
          ? new CreateAccount()
          : new SignIn();
    }

    /// Whether this authentication is new enough for `prompt` and `max_age`.
    private static boolean isRecent(
        AuthorizationRequest request, Session session, Instant firstSight) {
      // Whoever asks for an account is content with a fresh sign-in to one that there is.
      boolean asksAgain =
          Stream.of(Prompt.LOGIN, Prompt.SELECT_ACCOUNT, Prompt.CREATE).anyMatch(request::has);
      return (!asksAgain || session.authenticatedAt().isAfter(firstSight))
          && request.maxAge().map(age -> session.isRecent(age, firstSight)).orElse(true);
    }

    NeededAcr neededAcr(AuthorizationRequest request) {
      return NeededAcr.of(
          request.claims().essentialAcr(),
          request.acrValues(),
          decision.isForApi(wish(request, Optional.empty())));
    }

    private static Wish wish(AuthorizationRequest request, Optional<Sessions.Found> who) {
      return new Wish(
          request.client(),
          who.map(Sessions.Found::person),
          request.scope(),
          request.resources(),
          request.details(),
          Optional.empty());
    }
  }
}
