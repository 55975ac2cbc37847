package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.PageState.account;
import static dev.mapae.resourceowner.PageState.addressToConfirm;
import static dev.mapae.resourceowner.PageState.at;
import static dev.mapae.resourceowner.PageState.confirm;
import static dev.mapae.resourceowner.PageState.confirmTo;
import static dev.mapae.resourceowner.PageState.consent;
import static dev.mapae.resourceowner.PageState.detailed;
import static dev.mapae.resourceowner.PageState.device;
import static dev.mapae.resourceowner.PageState.deviceAgain;
import static dev.mapae.resourceowner.PageState.deviceEnded;
import static dev.mapae.resourceowner.PageState.emailSignIn;
import static dev.mapae.resourceowner.PageState.error;
import static dev.mapae.resourceowner.PageState.errorShownFirst;
import static dev.mapae.resourceowner.PageState.forgotten;
import static dev.mapae.resourceowner.PageState.formPost;
import static dev.mapae.resourceowner.PageState.own;
import static dev.mapae.resourceowner.PageState.reset;
import static dev.mapae.resourceowner.PageState.resetTo;
import static dev.mapae.resourceowner.PageState.scripted;
import static dev.mapae.resourceowner.PageState.secondFactor;
import static dev.mapae.resourceowner.PageState.signIn;
import static dev.mapae.resourceowner.PageState.signInAgain;
import static dev.mapae.resourceowner.PageState.signInBy;
import static dev.mapae.resourceowner.PageState.signOut;
import static dev.mapae.resourceowner.PageState.signedOut;

import dev.mapae.authorizationserver.interaction.AccountPages.AddressChange;
import dev.mapae.authorizationserver.interaction.AccountPages.AddressChange.Progress;
import dev.mapae.authorizationserver.interaction.AccountPages.Application.OnceMore;
import dev.mapae.authorizationserver.interaction.AccountPages.Applications;
import dev.mapae.authorizationserver.interaction.AccountPages.Happened;
import dev.mapae.authorizationserver.interaction.AccountPages.History;
import dev.mapae.authorizationserver.interaction.AccountPages.Home;
import dev.mapae.authorizationserver.interaction.AccountPages.OwnData;
import dev.mapae.authorizationserver.interaction.AccountPages.PasswordChange;
import dev.mapae.authorizationserver.interaction.AccountPages.PasswordChange.Result;
import dev.mapae.authorizationserver.interaction.AccountPages.Profile;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.AccountSteps.Fault;
import dev.mapae.authorizationserver.interaction.AddressSteps;
import dev.mapae.authorizationserver.interaction.AddressSteps.ConfirmOutcome;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.Lasting;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.DevicePrompt;
import dev.mapae.authorizationserver.interaction.EmailSignInSteps;
import dev.mapae.authorizationserver.interaction.ForgottenPrompt;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome.Reason;
import dev.mapae.authorizationserver.interaction.LinkOutcome;
import dev.mapae.authorizationserver.interaction.LinkPrompt;
import dev.mapae.authorizationserver.interaction.Mishap;
import dev.mapae.authorizationserver.interaction.Mishap.Remedy;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.RecoverySteps.ForgottenOutcome;
import dev.mapae.authorizationserver.interaction.RecoverySteps.ResetOutcome;
import dev.mapae.authorizationserver.interaction.SecondFactorPrompt;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps;
import dev.mapae.authorizationserver.interaction.Security;
import dev.mapae.authorizationserver.interaction.SignInOffers;
import dev.mapae.authorizationserver.interaction.SignInWays;
import dev.mapae.authorizationserver.interaction.WayIn;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Factor.Kind;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.protocol.ProtocolError;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Every page in every state in which somebody can see it, a line for each. A new page or state is
/// one more line: it is then judged as all others are, see [AccessiblePagesTests].
final class PageStates {
  private static final Client CLIENT = Samples.client();
  private static final Client STRANGER =
      Samples.client(Origin.SELF_REGISTERED, Map.of("client_name", "Player of a stranger"));
  private static final Client OPERATED =
      Samples.client(
          Origin.SELF_REGISTERED,
          Map.of(
              "client_name", "Player of a club",
              "client_uri", "https://player.example/",
              "contacts", "help@player.example",
              "policy_uri", "https://player.example/privacy",
              "tos_uri", "https://player.example/terms"));
  private static final List<String> CODES =
      IntStream.range(0, 10).mapToObj(i -> "BCDF-GHJK-MNP" + i).toList();
  private static final Client DOCUMENT = PageState.document(STRANGER);
  private static final Destination APP = new Destination.Redirect("app.example.com");
  private static final Destination PROGRAM = new Destination.Redirect("127.0.0.1:8765", true);
  private static final Optional<Instant> DUE = Optional.of(Instant.parse("2026-03-31T09:00:00Z"));
  private static final Duration GRACE = Duration.ofDays(30);
  private static final Map<String, String> CLAIMS = claims();

  private PageStates() {}

  /// By name.
  static Map<String, PageState> all() {
    Map<String, PageState> all = new LinkedHashMap<>();
    signIns(all);
    consents(all);
    endings(all);
    secondFactors(all);
    links(all);
    emailSignIns(all);
    accounts(all);
    securities(all);
    passwords(all);
    addresses(all);
    lists(all);
    branded(all);
    all.putAll(UpstreamPageStates.all());
    return all;
  }

  private static void branded(Map<String, PageState> all) {
    PageState signIn = PageState.signInAgain(Reason.WRONG_CREDENTIALS);
    all.put("branded", BrandedState.ofServer(signIn));
    all.put("branded, client", BrandedState.ofClient(signIn));
    all.put("branded, in pieces", BrandedState.inPieces(signIn));
    all.put("branded, in templates", BrandedState.inTemplates(signIn));
    all.put(
        "branded consent, in templates", BrandedState.inTemplates(consent(Samples.consentAgain())));
  }

  private static void signIns(Map<String, PageState> all) {
    all.put("sign-in", signIn(CLIENT, APP, Optional.empty()));
    all.put("sign-in, known person", signIn(CLIENT, APP, Optional.of("alice")));
    all.put("sign-in, stranger", signIn(STRANGER, APP, Optional.empty()));
    all.put("sign-in, metadata document", signIn(DOCUMENT, PROGRAM, Optional.empty()));
    all.put("sign-in, program on the device", signIn(CLIENT, PROGRAM, Optional.empty()));
    all.put("sign-in, passkey", scripted(signIn(CLIENT, APP, Optional.empty())));
    all.put("sign-in, no password", signInBy(new SignInWays(false, true, Optional.of("/a"))));
    all.put(
        "sign-in, passkey alone",
        scripted(signInBy(new SignInWays(false, true, Optional.empty()))));
    all.put("sign-in, no passkey", signInBy(new SignInWays(true, false, Optional.empty())));
    for (Reason reason : Reason.values()) {
      all.put("sign-in, " + reason, signInAgain(reason));
    }
    all.put("create account", account(Optional.empty()));
    all.put("create account, address to confirm", addressToConfirm(true));
    all.put("create account, address to confirm later", addressToConfirm(false));
    for (Fault fault : Fault.values()) {
      all.put("create account, " + fault, account(Optional.of(fault)));
    }
  }

  private static void consents(Map<String, PageState> all) {
    all.put("consent", consent(Samples.consent()));
    all.put("consent, details", consent(detailed(CLIENT, APP)));
    all.put("consent, detail allowed before", consent(detailed(CLIENT, APP, true)));
    all.put("consent, stranger", consent(detailed(STRANGER, APP)));
    all.put("consent, metadata document", consent(detailed(DOCUMENT, PROGRAM)));
    all.put("consent, program on the device", consent(Samples.to(PROGRAM, Samples.consentAgain())));
    all.put("consent, again", consent(Samples.consentAgain()));
    all.put("consent, run by somebody", consent(detailed(OPERATED, APP)));
    all.put(
        "consent, for an hour",
        consent(
            Samples.lasting(
                Samples.consent(), new Lasting(Duration.ofHours(1), Optional.empty()))));
    all.put("device", device(new DevicePrompt(Optional.empty(), List.of(), "/device", "step")));
    all.put("device, code in the link", device(Samples.device(List.of())));
    all.put("device, unknown code", deviceAgain(PreparedDevice.unknown(List.of())));
    all.put("device, slowed down", deviceAgain(PreparedDevice.tooMany()));
    all.put("device, sign-in", at(Paths.DEVICE_SIGN_IN));
    all.put("device, consent", at(Paths.DEVICE_CONSENT));
    all.put("device, approved", deviceEnded("approve"));
    all.put("device, denied", deviceEnded("deny"));
    all.put("device, too late", error(new ProtocolError.ExpiredToken("It is over.")));
  }

  private static PageState mishap(Mishap.Fault fault, Remedy remedy) {
    return error(new Mishap(fault, remedy).exception().error());
  }

  private static void endings(Map<String, PageState> all) {
    all.put("sign-out", at(Paths.SIGN_OUT));
    all.put("sign-out, of a client", signOut(Optional.of(STRANGER), List.of(CLIENT), APP));
    all.put(
        "sign-out, of many", signOut(Optional.of(CLIENT), Collections.nCopies(500, CLIENT), APP));
    all.put("sign-out, nobody", signOut(Optional.empty(), List.of(), APP));
    all.put("signed out", signedOut(List.of(), Optional.empty()));
    all.put("signed out, telling", signedOut(List.of("/told"), Optional.of("/nothing")));
    all.put("error", error(new ProtocolError.InvalidRequest("redirect_uri is not registered.")));
    all.put("error, no cookie", mishap(Mishap.Fault.NO_COOKIE, Remedy.LINK));
    all.put("error, too old", mishap(Mishap.Fault.TOO_OLD, Remedy.APPLICATION));
    all.put(
        "error, not allowed",
        error(new Mishap(Mishap.Fault.NOT_ALLOWED, Remedy.OPERATOR).denied().error()));
    all.put("error, busy", error(new ProtocolError.TemporarilyUnavailable("Come back.")));
    all.put("error, shown first", errorShownFirst(STRANGER, APP));
    all.put("error, shown first, metadata document", errorShownFirst(DOCUMENT, PROGRAM));
    all.put("form post", formPost());
    all.put("manual of errors", at(Paths.ERRORS));
    all.put("manual of errors, one", at(Paths.ERRORS + "invalid_grant"));
    all.put("manual of errors, none", at(Paths.ERRORS + "none"));
  }

  private static void secondFactors(Map<String, PageState> all) {
    SecondFactorPrompt none = factorPrompt(false, false, List.of());
    SecondFactorPrompt code = factorPrompt(true, false, List.of());
    SecondFactorPrompt both = factorPrompt(true, true, List.of("cred-1"));
    SecondFactorPrompt passkey = factorPrompt(false, false, List.of("cred-1"));
    SecondFactorPrompt recovery = factorPrompt(false, true, List.of("cred-1"));
    SecondFactorPrompt offer = PreparedSecondFactor.prompt(Optional.of(PreparedSecondFactor.OFFER));
    all.put("second factor, none accepted", secondFactor(new SecondFactorSteps.Outcome.Ask(none)));
    all.put(
        "second factor, none accepted and no passkeys",
        secondFactor(new SecondFactorSteps.Outcome.Ask(withoutPasskeys(none))));
    all.put("second factor", secondFactor(new SecondFactorSteps.Outcome.Ask(code)));
    all.put("second factor, several", secondFactor(new SecondFactorSteps.Outcome.Ask(both)));
    all.put(
        "second factor, passkey", scripted(secondFactor(new SecondFactorSteps.Outcome.Ask(both))));
    all.put(
        "second factor, passkey alone",
        scripted(secondFactor(new SecondFactorSteps.Outcome.Ask(passkey))));
    all.put(
        "second factor, passkey alone and no script",
        secondFactor(new SecondFactorSteps.Outcome.Ask(passkey)));
    all.put(
        "second factor, passkey or recovery code",
        scripted(secondFactor(new SecondFactorSteps.Outcome.Ask(recovery))));
    all.put(
        "second factor, wrong recovery code",
        scripted(
            secondFactor(
                new SecondFactorSteps.Outcome.Again(
                    recovery, SecondFactorSteps.Reason.WRONG_CODE))));
    for (SecondFactorSteps.Reason reason : SecondFactorSteps.Reason.values()) {
      all.put(
          "second factor, " + reason,
          secondFactor(new SecondFactorSteps.Outcome.Again(both, reason)));
    }
    noMoreCodes(all, "alone", code);
    noMoreCodes(all, "and recovery codes", factorPrompt(true, true, List.of()));
    noMoreCodes(all, "and a passkey", factorPrompt(true, false, List.of("cred-1")));
    all.put(
        "second factor, later",
        secondFactor(new SecondFactorSteps.Outcome.Later(code, Duration.ofMinutes(5))));
    all.put("enrolment", secondFactor(new SecondFactorSteps.Outcome.Ask(offer)));
    all.put(
        "enrolment, wrong",
        secondFactor(
            new SecondFactorSteps.Outcome.Again(offer, SecondFactorSteps.Reason.WRONG_CODE)));
    all.put(
        "recovery codes",
        secondFactor(
            new SecondFactorSteps.Outcome.WriteDown(
                offer, CODES, "/consent?client_id=music", answer -> answer)));
  }

  /// Of somebody who has an app.
  private static void noMoreCodes(
      Map<String, PageState> all, String with, SecondFactorPrompt prompt) {
    all.put(
        "second factor, NO_MORE_CODES, app " + with,
        secondFactor(
            new SecondFactorSteps.Outcome.Again(prompt, SecondFactorSteps.Reason.NO_MORE_CODES)));
  }

  private static SecondFactorPrompt factorPrompt(
      boolean app, boolean recoveryCodes, List<String> passkeys) {
    SecondFactorPrompt usual = PreparedSecondFactor.prompt(Optional.empty());
    return new SecondFactorPrompt(
        usual.page(),
        usual.action(),
        usual.step(),
        usual.challenge(),
        app,
        recoveryCodes,
        passkeys,
        Optional.empty());
  }

  private static SecondFactorPrompt withoutPasskeys(SecondFactorPrompt prompt) {
    SignInWays password = new SignInWays(true, false, Optional.empty());
    return new SecondFactorPrompt(
        prompt.page().with(SignInOffers.of(password)),
        prompt.action(),
        prompt.step(),
        prompt.challenge(),
        prompt.app(),
        prompt.recoveryCodes(),
        prompt.passkeys(),
        prompt.offer());
  }

  private static void links(Map<String, PageState> all) {
    ForgottenPrompt forgotten =
        new ForgottenPrompt(
            "alice", List.of(), "/forgotten-password", "step", Optional.of("/sign-in?a=b"));
    all.put("forgotten password", forgotten(new ForgottenOutcome.Ask(forgotten)));
    all.put("forgotten password, slowed down", forgotten(new ForgottenOutcome.TooMany(forgotten)));
    all.put("forgotten password, sent", forgotten(new ForgottenOutcome.Sent(forgotten)));
    LinkPrompt link =
        new LinkPrompt("alice", "a@example.com", false, 15, List.of(), "/reset-password", "step");
    all.put("reset password", reset(new LinkOutcome.Ask(link)));
    all.put("reset password, gone", reset(new LinkOutcome.Gone(List.of())));
    all.put("reset password, changed", resetTo(new ResetOutcome.Changed(List.of())));
    for (Fault fault :
        List.of(Fault.PASSWORD_COMMON, Fault.PASSWORDS_DIFFER, Fault.PASSWORD_SHORT, Fault.BUSY)) {
      all.put("reset password, " + fault, resetTo(new ResetOutcome.Again(link, fault)));
    }
    LinkPrompt asking =
        new LinkPrompt("alice", "a@example.com", true, 15, List.of(), "/confirm-address", "step");
    all.put("confirm address", confirm(new LinkOutcome.Ask(asking)));
    all.put("confirm address, signed in", confirm(new LinkOutcome.Ask(link)));
    all.put("confirm address, gone", confirm(new LinkOutcome.Gone(List.of())));
    all.put(
        "confirm address, confirmed",
        confirmTo(new ConfirmOutcome.Confirmed("a@example.com", List.of())));
    all.put(
        "confirm address, of another",
        confirmTo(new ConfirmOutcome.Anothers("a@example.com", List.of())));
    all.put(
        "confirm address, somebody else is signed in",
        confirmTo(new ConfirmOutcome.SignedInAs("bob", "/sign-out", List.of())));
    for (AddressSteps.Fault fault : AddressSteps.Fault.values()) {
      all.put("confirm address, " + fault, confirmTo(new ConfirmOutcome.Again(asking, fault)));
    }
  }

  private static void emailSignIns(Map<String, PageState> all) {
    ForgottenPrompt ask =
        new ForgottenPrompt(
            "alice", List.of(), "/sign-in/email", "step", Optional.of("/sign-in?a=b"));
    all.put("sign-in by mail", emailSignIn(new EmailSignInSteps.Outcome.Ask(ask)));
    all.put("sign-in by mail, slowed down", emailSignIn(new EmailSignInSteps.Outcome.TooMany(ask)));
    EmailSignInSteps.CodePrompt code =
        new EmailSignInSteps.CodePrompt(
            List.of(), "/sign-in/email/code", "step", "link", "/sign-in/email?a=b", List.of());
    all.put(
        "sign-in by mail, sent",
        emailSignIn(new EmailSignInSteps.Outcome.TypeCode(code, Optional.empty())));
    for (EmailSignInSteps.Mistake mistake : EmailSignInSteps.Mistake.values()) {
      all.put(
          "sign-in by mail, " + mistake,
          emailSignIn(new EmailSignInSteps.Outcome.TypeCode(code, Optional.of(mistake))));
    }
    LinkPrompt link =
        new LinkPrompt(
            "alice", "a@example.com", false, 15, List.of(), "/sign-in/email/link", "step");
    all.put(
        "sign-in by mail, link",
        emailSignIn(new EmailSignInSteps.Outcome.Confirm(link, List.of())));
    all.put(
        "sign-in by mail, elsewhere",
        emailSignIn(new EmailSignInSteps.Outcome.Elsewhere(List.of())));
    all.put(
        "sign-in by mail, gone",
        emailSignIn(new EmailSignInSteps.Outcome.Gone(List.of(), page -> page)));
  }

  private static final Security.Taken ALL = new Security.Taken(true, true, true, true);

  private static void securities(Map<String, PageState> all) {
    Optional<Security.Making> making =
        Optional.of(new Security.Making("challenge", "handle", "alice", List.of("cred-1")));
    Security nothing =
        new Security(
            List.of(),
            List.of(),
            new Security.Taken(true, true, true, false),
            making,
            0,
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty());
    Instant at = DUE.orElseThrow();
    List<Security.Had> had =
        List.of(
            new Security.Had("f1", "Phone", at, Optional.of(at)),
            new Security.Had("f2", "", at.plusSeconds(86_400), Optional.empty()));
    Security several =
        new Security(
            had,
            had,
            ALL,
            making,
            7,
            List.of(),
            List.of(WayIn.values()),
            Optional.empty(),
            Optional.empty());
    all.put("security, nothing", own(AccountPlace.SECURITY, nothing));
    all.put("security", own(AccountPlace.SECURITY, several));
    all.put("security, as much as may be", own(AccountPlace.SECURITY, asMuchAsMayBe(at)));
    all.put(
        "security, no passkeys",
        own(
            AccountPlace.SECURITY,
            new Security(
                had,
                List.of(),
                new Security.Taken(true, true, false, true),
                Optional.empty(),
                7,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty())));
    all.put(
        "security, apps no longer taken",
        own(
            AccountPlace.SECURITY,
            new Security(
                had,
                List.of(),
                new Security.Taken(false, true, true, false),
                making,
                0,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty())));
    all.put(
        "security, passkeys not taken",
        own(
            AccountPlace.SECURITY,
            new Security(
                List.of(),
                had,
                new Security.Taken(true, false, true, false),
                making,
                0,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty())));
    secondPasskeys(all, had, making);
    all.put("security, first passkey", scripted(own(AccountPlace.SECURITY, nothing)));
    all.put("security, passkeys", scripted(own(AccountPlace.SECURITY, several)));
    all.put("security, new codes", own(AccountPlace.SECURITY, several.withCodes(CODES)));
    all.put(
        "security, offer", own(AccountPlace.SECURITY, nothing.with(PreparedSecondFactor.OFFER)));
    for (Security.Fault fault : Security.Fault.values()) {
      Security asked =
          fault == Security.Fault.WRONG_CODE ? several.with(PreparedSecondFactor.OFFER) : several;
      all.put("security, " + fault, own(AccountPlace.SECURITY, asked.with(fault)));
    }
  }

  /// Where a passkey is good after something else alone.
  private static void secondPasskeys(
      Map<String, PageState> all, List<Security.Had> had, Optional<Security.Making> making) {
    all.put(
        "security, nothing, passkeys as a second step",
        own(AccountPlace.SECURITY, ofPasskeys(List.of(), making)));
    all.put(
        "security, passkeys as a second step", own(AccountPlace.SECURITY, ofPasskeys(had, making)));
  }

  private static Security ofPasskeys(
      List<Security.Had> passkeys, Optional<Security.Making> making) {
    return new Security(
        List.of(),
        passkeys,
        new Security.Taken(false, true, false, false),
        making,
        0,
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  private static Security asMuchAsMayBe(Instant at) {
    List<String> ids =
        IntStream.range(0, Kind.PASSKEY.most())
            .mapToObj(i -> "Sm9obiBUZW5uaWVsIGRyZXcgaGVyIGFuZCB0aGUgb3RoZXI" + i)
            .toList();
    List<Security.Had> passkeys =
        ids.stream()
            .map(id -> new Security.Had(id, "Phone of " + id.substring(44), at, Optional.of(at)))
            .toList();
    return new Security(
        passkeys.subList(0, Kind.TOTP.most()),
        passkeys,
        ALL,
        Optional.of(new Security.Making("challenge", ids.getFirst(), "alice", ids)),
        Kind.RECOVERY_CODE.most(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  private static void addresses(Map<String, PageState> all) {
    Optional<String> address = Optional.of("a@example.com");
    for (Progress progress : Progress.values()) {
      all.put(
          "email, " + progress,
          own(AccountPlace.EMAIL, new AddressChange(address, true, false, true, "b@", progress)));
    }
    all.put(
        "email, unverified",
        own(
            AccountPlace.EMAIL,
            new AddressChange(address, false, false, false, "", Progress.ASKED)));
    all.put(
        "email, none",
        own(
            AccountPlace.EMAIL,
            new AddressChange(Optional.empty(), false, false, true, "", Progress.ASKED)));
    all.put(
        "email, declared",
        own(AccountPlace.EMAIL, new AddressChange(address, true, true, true, "", Progress.ASKED)));
  }

  private static void accounts(Map<String, PageState> all) {
    all.put("account, sign-in", at(Paths.ACCOUNT_SIGN_IN));
    all.put("account", own(AccountPlace.HOME, new Home(Optional.empty(), false)));
    all.put("account, deletion pending", own(AccountPlace.HOME, new Home(DUE, false)));
    all.put("account, kept", own(AccountPlace.HOME, new Home(Optional.empty(), true)));
    all.put(
        "profile",
        own(AccountPlace.PROFILE, new Profile("alice", false, CLAIMS, false, Optional.empty())));
    all.put(
        "profile, saved",
        own(AccountPlace.PROFILE, new Profile("alice", false, CLAIMS, true, Optional.empty())));
    all.put(
        "profile, fault",
        own(AccountPlace.PROFILE, new Profile("a", false, CLAIMS, false, Optional.of("name"))));
    all.put(
        "profile, declared",
        own(AccountPlace.PROFILE, new Profile("a", true, CLAIMS, false, Optional.empty())));
  }

  private static void passwords(Map<String, PageState> all) {
    for (Result result : Result.values()) {
      all.put(
          "password, " + result,
          own(AccountPlace.PASSWORD, new PasswordChange("alice", true, 15, true, result)));
    }
    all.put(
        "password, first",
        own(AccountPlace.PASSWORD, new PasswordChange("alice", false, 15, true, Result.ASKED)));
    all.put(
        "password, first, BUSY",
        own(AccountPlace.PASSWORD, new PasswordChange("alice", false, 15, true, Result.BUSY)));
  }

  private static void lists(Map<String, PageState> all) {
    all.put("sessions", own(AccountPlace.SESSIONS, PreparedAccountPages.sessions(0)));
    all.put("sessions, ended", own(AccountPlace.SESSIONS, PreparedAccountPages.sessions(1)));
    all.put(
        "sessions, as many as are shown",
        own(AccountPlace.SESSIONS, PreparedAccountPages.manySessions()));
    all.put(
        "applications, as many as are shown",
        own(AccountPlace.APPLICATIONS, PreparedAccountPages.manyApplications(CLIENT)));
    all.put(
        "applications", own(AccountPlace.APPLICATIONS, PreparedAccountPages.applications(CLIENT)));
    all.put(
        "applications, details as long as are remembered",
        own(AccountPlace.APPLICATIONS, PreparedAccountPages.longDetails(CLIENT)));
    all.put(
        "applications, of one that registered itself",
        own(AccountPlace.APPLICATIONS, PreparedAccountPages.remembered(STRANGER, OnceMore.ASKED)));
    all.put(
        "applications, of a program on the device",
        own(AccountPlace.APPLICATIONS, PreparedAccountPages.remembered(CLIENT, OnceMore.ASKED)));
    all.put(
        "applications, of one that would get it again",
        own(AccountPlace.APPLICATIONS, PreparedAccountPages.remembered(CLIENT, OnceMore.UNASKED)));
    all.put(
        "applications, with more than is shown",
        own(AccountPlace.APPLICATIONS, PreparedAccountPages.withMore(CLIENT)));
    all.put(
        "applications, none",
        own(
            AccountPlace.APPLICATIONS,
            new Applications(List.of(), Optional.empty(), Optional.empty())));
    all.put(
        "activity",
        own(AccountPlace.ACTIVITY, PreparedAccountPages.history(happened(), happened())));
    all.put(
        "activity, as much as is shown",
        own(AccountPlace.ACTIVITY, PreparedAccountPages.history(happened(20), happened(10))));
    all.put(
        "activity, none",
        own(
            AccountPlace.ACTIVITY,
            new History(List.of(), List.of(), Optional.empty(), Optional.empty())));
    all.put(
        "data",
        own(
            AccountPlace.DATA,
            new OwnData(false, Optional.empty(), GRACE, false, Optional.empty())));
    all.put(
        "data, declared",
        own(
            AccountPlace.DATA,
            new OwnData(true, Optional.empty(), GRACE, false, Optional.empty())));
    all.put("data, unconfirmed", own(AccountPlace.DATA, ofFault(OwnData.Fault.UNCONFIRMED)));
    all.put("data, too many", own(AccountPlace.DATA, ofFault(OwnData.Fault.TOO_MANY)));
    all.put(
        "data, deletion asked for",
        own(AccountPlace.DATA, new OwnData(false, DUE, GRACE, true, Optional.empty())));
    all.put(
        "data, deletion pending",
        own(AccountPlace.DATA, new OwnData(false, DUE, GRACE, false, Optional.empty())));
  }

  private static OwnData ofFault(OwnData.Fault fault) {
    return new OwnData(false, Optional.empty(), GRACE, false, Optional.of(fault));
  }

  private static List<Happened> happened() {
    return PreparedAccountPages.happened(CLIENT);
  }

  private static List<Happened> happened(int times) {
    List<Happened> kinds = happened();
    return IntStream.range(0, times).mapToObj(i -> kinds.get(i % kinds.size())).toList();
  }

  private static Map<String, String> claims() {
    Map<String, String> claims = new LinkedHashMap<>();
    claims.put("name", "Alice Liddell");
    for (String empty : List.of("given_name", "family_name", "nickname", "website", "gender")) {
      claims.put(empty, "");
    }
    claims.put("birthdate", "1852-05-04");
    claims.put("zoneinfo", "Europe/London");
    claims.put("locale", "en-GB");
    return Collections.unmodifiableMap(claims);
  }
}
