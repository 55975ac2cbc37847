package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.account.Accounts;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authentication.Cookies;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.interaction.AccountPages;
import dev.mapae.authorizationserver.interaction.DeviceSteps;
import dev.mapae.authorizationserver.interaction.Interaction;
import dev.mapae.authorizationserver.interaction.MailSteps;
import dev.mapae.authorizationserver.interaction.Pages;
import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.interaction.SignOutSteps;
import dev.mapae.authorizationserver.interaction.UpstreamSteps;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.issue.Decision;
import dev.mapae.authorizationserver.issue.IdTokenHints;
import dev.mapae.authorizationserver.issue.Subjects;
import dev.mapae.authorizationserver.jar.RequestObjects;
import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.logo.LogoLinks;
import dev.mapae.authorizationserver.par.PushedRequests;
import dev.mapae.authorizationserver.registration.ClientIdMetadataDocuments;
import dev.mapae.authorizationserver.response.ClientJwts;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Stores;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// Puts the authorization endpoint and the steps of its pages together.
///
/// @param endpoint the authorization endpoint
/// @param interaction the door for the pages
/// @param signIn for whoever signs people in elsewhere
/// @param consent for whoever asks for it elsewhere
/// @param validation what the authorization endpoint asks of each request, for one that is being
///   pushed: it throws the error
public record Authorize(
    Endpoint endpoint,
    Interaction interaction,
    SignInFlow signIn,
    ConsentFlow consent,
    Consumer<PushedRequests.Pushing> validation) {

  /// What it is made of.
  ///
  /// @param clients finds a client by its `client_id`
  /// @param accounts empty where people may not make them
  /// @param mail empty where no mail goes out
  /// @param upstream empty where nobody signs in by another provider
  public record Parts(
      Issuer issuer,
      Function<String, Optional<Client>> clients,
      Supplier<Catalog> catalog,
      Supplier<KeyRing> keys,
      Decision decision,
      Subjects subjects,
      ClientIdMetadataDocuments documents,
      SignIn signIn,
      Cookies cookies,
      Visits visits,
      SignOutSteps signOut,
      SignInForm signInForm,
      SecondFactorForm secondFactorForm,
      StepUp stepUp,
      Optional<Accounts> accounts,
      Optional<MailSteps> mail,
      Optional<UpstreamSteps> upstream,
      Optional<SignInElsewhere> elsewhere,
      DeviceSteps device,
      AccountPages accountPages,
      LogoLinks logos,
      Handles handles,
      RequestObjects objects,
      PushedRequests pushed,
      RequestPolicy policy,
      Stores stores,
      Lifetimes lifetimes,
      ClientJwts jwts,
      Pages pages,
      ErrorBoundary errors,
      Audit audit,
      Ids ids,
      InstantSource clock) {}

  public static Authorize of(Parts p) {
    var requests =
        new AuthorizationRequests(
            p.clients(),
            new IdTokenHints(p.issuer().value(), p.keys()),
            p.objects(),
            p.pushed(),
            p.policy(),
            p.jwts(),
            p.visits());
    var introduction =
        new Introduction(p.documents(), p.signIn(), p.visits(), p.policy().peopleMayRegister());
    var nextStep =
        new NextStep.Finder(
            p.decision(), p.subjects(), p.stores().consents(), p.catalog(), p.stepUp());
    var approval =
        new Approval(
            p.stores().grants(),
            p.stores().consents(),
            p.catalog(),
            p.handles(),
            p.lifetimes(),
            p.ids(),
            p.clock());
    var responses =
        new AuthorizationResponses(
            p.issuer(),
            p.pages(),
            p.errors(),
            p.stores().pendingRequests(),
            p.cookies(),
            p.jwts(),
            p.clock(),
            p.signIn(),
            p.visits(),
            p.audit());
    var pageRequests = new PageRequests(requests, responses);
    var consent =
        new ConsentSteps(
            introduction,
            pageRequests,
            p.visits(),
            p.signIn(),
            nextStep,
            approval,
            responses,
            new RequestedScopes(p.catalog()),
            p.lifetimes(),
            p.logos(),
            p.audit(),
            new Journal(p.ids()::next, p.clock()));
    var interaction =
        new BrowserInteraction(
            introduction,
            pageRequests,
            p.visits(),
            p.signIn(),
            p.signInForm(),
            p.secondFactorForm(),
            consent,
            p.signOut(),
            p.device(),
            p.accountPages(),
            p.audit(),
            p.accounts(),
            p.mail(),
            p.upstream(),
            p.elsewhere());
    return new Authorize(
        new AuthorizationEndpoint(
            p.issuer().path() + AuthorizationEndpoint.PATH,
            introduction,
            requests,
            p.visits(),
            p.signIn(),
            nextStep,
            approval,
            responses,
            p.audit()),
        interaction,
        new AuthorizationSignIn(
            introduction, pageRequests, p.visits(), nextStep, responses, interaction),
        consent,
        pushing -> nextStep.precheck(requests.readPushing(pushing)));
  }
}
