package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.AccountPrompt;
import dev.mapae.authorizationserver.interaction.AccountSteps;
import dev.mapae.authorizationserver.interaction.AccountSteps.Fault;
import dev.mapae.authorizationserver.interaction.AddressSteps.ConfirmOutcome;
import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedDetail;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.DevicePrompt;
import dev.mapae.authorizationserver.interaction.DeviceSteps;
import dev.mapae.authorizationserver.interaction.EmailSignInSteps;
import dev.mapae.authorizationserver.interaction.Interaction.ConsentOutcome;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.interaction.LinkOutcome;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.RecoverySteps.ForgottenOutcome;
import dev.mapae.authorizationserver.interaction.RecoverySteps.ResetOutcome;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps;
import dev.mapae.authorizationserver.interaction.SignInOffers;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.interaction.SignInWays;
import dev.mapae.authorizationserver.interaction.SignOutPrompt;
import dev.mapae.authorizationserver.interaction.SignedOut;
import dev.mapae.authorizationserver.interaction.UpstreamPrompt;
import dev.mapae.authorizationserver.interaction.WayToClient;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Registration;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A page in a state in which somebody can see it.
@FunctionalInterface
interface PageState {
  /// Draws it.
  ///
  /// @param language of the page
  Response draw(Issuer issuer, Frames frames, String language);

  /// What a GET shows where everything is as usual.
  static PageState at(String path) {
    return shown(PreparedInteraction.usual(), path);
  }

  private static PageState shown(PreparedInteraction interaction, String path) {
    return (issuer, frames, language) -> Site.of(issuer, frames, interaction).get(path, language);
  }

  private static Request request(String language) {
    return Site.request("POST", "/", language);
  }

  private static SignInPrompt prompt(Client client, Destination to, Optional<String> username) {
    return prompt(
        client,
        to,
        username,
        new SignInWays(true, true, Optional.of("/sign-in/email?client_id=music")));
  }

  private static SignInPrompt prompt(
      Client client, Destination to, Optional<String> username, SignInWays ways) {
    return new SignInPrompt(
        Optional.of(client),
        to,
        username,
        List.of(),
        List.of("https://app.example.com"),
        "/sign-in?client_id=music",
        "step",
        "challenge",
        new SignInOffers(
            ways,
            Optional.of("/create-account?client_id=music"),
            Optional.of("/forgotten-password?client_id=music").filter(_ -> ways.password()),
            UpstreamPrompt.NONE));
  }

  /// The sign-in page where people sign in by these.
  static PageState signInBy(SignInWays ways) {
    Destination to = new Destination.Redirect("app.example.com");
    return shown(
        PreparedInteraction.usual().with(prompt(Samples.client(), to, Optional.empty(), ways)),
        "/sign-in");
  }

  static PageState signIn(Client client, Destination to, Optional<String> username) {
    return shown(PreparedInteraction.usual().with(prompt(client, to, username)), "/sign-in");
  }

  static PageState signInAgain(SignInOutcome.Reason reason) {
    SignInPrompt prompt =
        prompt(Samples.client(), new Destination.Redirect("app.example.com"), Optional.of("alise"));
    return (_, frames, language) ->
        new SignInPage(_ -> new SignInOutcome.Again(prompt, reason), frames)
            .post(request(language));
  }

  /// The same page as its script shows it, once it finds that there is something to say: with all
  /// that is hidden where scripts are off.
  static PageState scripted(PageState state) {
    return (issuer, _, language) -> {
      // Browsers make no passkeys for a number.
      Issuer named = new Issuer(issuer.value().replace("127.0.0.1", "localhost"));
      Response drawn = state.draw(named, new Frames(named, new Assets("/assets/")), language);
      String shown =
          Site.html(drawn)
              .replaceAll("(<(?:form|p)[^>]* id=\"passkey[^>]*) hidden>", "$1>")
              .replaceAll("<noscript>.*?</noscript>", "");
      return new Response(drawn.status(), drawn.headers(), shown.getBytes(StandardCharsets.UTF_8));
    };
  }

  static PageState secondFactor(SecondFactorSteps.Outcome outcome) {
    return (_, frames, language) ->
        new SecondFactorPage(new PreparedSecondFactor(() -> outcome), frames)
            .get(request(language));
  }

  static PageState forgotten(ForgottenOutcome outcome) {
    return (_, frames, language) ->
        new RecoveryPages(PreparedLinks.of(outcome), frames).getForgotten(request(language));
  }

  /// One of the pages by which people sign in by mail.
  static PageState emailSignIn(EmailSignInSteps.Outcome outcome) {
    return (_, frames, language) ->
        new EmailSignInPages(new PreparedEmailSignIn(outcome), frames)
            .getAsk(request(language), Paths.SIGN_IN);
  }

  /// The page of a link for a new password, as it is opened.
  static PageState reset(LinkOutcome outcome) {
    return (_, frames, language) ->
        new RecoveryPages(PreparedLinks.of(outcome), frames).getReset(request(language));
  }

  static PageState resetTo(ResetOutcome outcome) {
    return (_, frames, language) ->
        new RecoveryPages(PreparedLinks.of(outcome), frames).postReset(request(language));
  }

  /// The page of a link for an address, as it is opened.
  static PageState confirm(LinkOutcome outcome) {
    return (_, frames, language) ->
        new AddressPages(PreparedLinks.of(outcome), frames).get(request(language));
  }

  static PageState confirmTo(ConfirmOutcome outcome) {
    return (_, frames, language) ->
        new AddressPages(PreparedLinks.of(outcome), frames).post(request(language));
  }

  static PageState account(Optional<Fault> fault) {
    AccountPrompt prompt = newcomer(fault.isPresent() ? "alise" : "", "");
    return (_, frames, language) -> {
      AccountPage page =
          new AccountPage(
              new Steps(prompt, fault.map(f -> new AccountSteps.Outcome.Again(prompt, f))), frames);
      return fault.isPresent() ? page.post(request(language)) : page.get(request(language));
    };
  }

  /// The page of an account whose address has to be confirmed.
  static PageState addressToConfirm(boolean asked) {
    AccountPrompt prompt = newcomer("alise", "a".repeat(50) + "@example.com");
    AccountSteps.Outcome outcome = new AccountSteps.Outcome.AddressToConfirm(prompt, asked);
    return (_, frames, language) ->
        new AccountPage(new Steps(prompt, Optional.of(outcome)), frames).post(request(language));
  }

  private static AccountPrompt newcomer(String username, String email) {
    return new AccountPrompt(
        Samples.client(),
        new Destination.Redirect("app.example.com"),
        username,
        "",
        Optional.of(email),
        List.of(),
        "/create-account?client_id=music",
        "step",
        "/sign-in?client_id=music",
        15,
        List.of("https://app.example.com"));
  }

  static PageState consent(ConsentPrompt prompt) {
    return shown(PreparedInteraction.usual().with(new ConsentOutcome.Ask(prompt)), "/consent");
  }

  /// The usual consent with authorization details besides.
  static ConsentPrompt detailed(Client client, Destination to) {
    return detailed(client, to, false);
  }

  /// The same, where one of the details may have been allowed before.
  ///
  /// @param granted whether it was
  static ConsentPrompt detailed(Client client, Destination to, boolean granted) {
    ConsentPrompt usual = Samples.consent();
    return new ConsentPrompt(
        client,
        usual.logo(),
        to,
        usual.person(),
        usual.scopes(),
        List.of(payment(granted), payment(false)),
        usual.claims(),
        usual.before(),
        usual.lasting(),
        List.of(),
        usual.action(),
        usual.step(),
        usual.formTargets());
  }

  private static RequestedDetail payment(boolean granted) {
    return new RequestedDetail(
        "https://api.example.com/",
        "Music API",
        Map.of("", "Pay {amount} once", "ko", "{amount} 한 번 결제"),
        Map.of("type", "payment", "amount", "10.00 EUR", "creditor", "Merchant A"),
        granted);
  }

  static PageState device(DevicePrompt prompt) {
    return deviceAgain(new PreparedDevice(Optional.of(ask(prompt)), Optional.empty()));
  }

  private static DeviceSteps.CodeOutcome ask(DevicePrompt prompt) {
    return new DeviceSteps.CodeOutcome.Ask(prompt);
  }

  static PageState deviceAgain(DeviceSteps steps) {
    return (_, frames, language) -> new DevicePages(steps, frames).postCode(request(language));
  }

  static PageState deviceEnded(String decision) {
    return (_, frames, language) ->
        new DevicePages(PreparedDevice.usual(), frames)
            .postConsent(Site.request("POST", "/?decision=" + decision, language));
  }

  static PageState signOut(Optional<Client> client, List<Client> others, Destination to) {
    return signOut("/sign-out", client, others, to);
  }

  /// The same with what the client asked in the address.
  static PageState signOut(
      String action, Optional<Client> client, List<Client> others, Destination to) {
    Optional<Person> person = client.map(_ -> Samples.alice());
    return shown(
        PreparedInteraction.usual()
            .with(
                new SignOutPrompt(
                    person, client, Optional.of(to), others, action, "step", List.of())),
        "/sign-out");
  }

  /// The page after a sign-out.
  ///
  /// @param paths at which clients are told
  /// @param location likewise, where the person goes on
  static PageState signedOut(List<String> paths, Optional<String> location) {
    return (issuer, frames, language) -> {
      SignedOut told =
          new SignedOut(
              paths.stream().map(issuer::url).toList(),
              List.of(issuer.value()),
              location.map(issuer::url));
      return new SignOutPage(PreparedInteraction.usual().with(told), frames)
          .post(request(language));
    };
  }

  static PageState error(ProtocolError error) {
    return (issuer, frames, language) ->
        ErrorPage.of(
            frames.of(request(language), List.of()), error, issuer.url("/errors/" + error.code()));
  }

  static PageState errorShownFirst(Client client, Destination to) {
    WayToClient way = new WayToClient(client, to, "/authorize?client_id=music&mapae_seen=y");
    return (issuer, frames, language) ->
        Site.of(issuer, frames, PreparedInteraction.usual())
            .pages()
            .error(
                request(language),
                new ProtocolError.InvalidRequest("scope has characters that no scope has."),
                issuer.url("/errors/invalid_request"),
                way);
  }

  static PageState formPost() {
    return (issuer, frames, language) ->
        Site.of(issuer, frames, PreparedInteraction.usual())
            .pages()
            .formPost(
                request(language),
                issuer.url("/callback"),
                Parameters.parse("code=abc"),
                issuer.value(),
                List.of());
  }

  /// One of the account pages.
  ///
  /// @param content that [PreparedAccountPages] shows in place of what is usual
  static PageState own(AccountPlace place, Object content) {
    return (issuer, frames, language) ->
        new AccountRoutes(
                PreparedAccountPages.of(Samples.alice(), Samples.client(), content), issuer, frames)
            .all().stream()
                .filter(at -> at.path().equals(place.path()))
                .findFirst()
                .orElseThrow()
                .endpoint()
                .handle(request(language));
  }

  /// The same client, known by its metadata document.
  static Client document(Client of) {
    Instant at = Instant.parse("2026-03-01T09:00:00Z");
    return new Client(
        "https://player.example/client.json",
        of.origin(),
        of.enabled(),
        of.credentials(),
        of.keySource(),
        of.grantTypes(),
        of.redirectUris(),
        of.scope(),
        of.skipConsent(),
        of.requirements(),
        of.requestObjects(),
        of.refreshTokenReuseGrace(),
        of.lifetimes(),
        of.responses(),
        of.logout(),
        of.display(),
        Optional.of(Registration.ofDocument(at, Optional.empty(), at)),
        of.tokenExchange(),
        of.subjects(),
        of.claims(),
        of.authentication());
  }

  /// Of somebody who makes an account.
  record Steps(AccountPrompt prompt, Optional<Outcome> outcome) implements AccountSteps {
    @Override
    public AccountPrompt createAccount(Request request) {
      return prompt;
    }

    @Override
    public Outcome submitAccount(Request request) {
      return outcome.orElseThrow();
    }
  }
}
