package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.PageState.account;
import static dev.mapae.resourceowner.PageState.at;
import static dev.mapae.resourceowner.PageState.consent;
import static dev.mapae.resourceowner.PageState.detailed;
import static dev.mapae.resourceowner.PageState.device;
import static dev.mapae.resourceowner.PageState.deviceAgain;
import static dev.mapae.resourceowner.PageState.deviceEnded;
import static dev.mapae.resourceowner.PageState.error;
import static dev.mapae.resourceowner.PageState.errorShownFirst;
import static dev.mapae.resourceowner.PageState.formPost;
import static dev.mapae.resourceowner.PageState.own;
import static dev.mapae.resourceowner.PageState.signIn;
import static dev.mapae.resourceowner.PageState.signInAgain;
import static dev.mapae.resourceowner.PageState.signOut;
import static dev.mapae.resourceowner.PageState.signedOut;

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
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.DevicePrompt;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome.Reason;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.store.Client;
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
    accounts(all);
    passwords(all);
    lists(all);
    return all;
  }

  private static void signIns(Map<String, PageState> all) {
    all.put("sign-in", signIn(CLIENT, APP, Optional.empty()));
    all.put("sign-in, known person", signIn(CLIENT, APP, Optional.of("alice")));
    all.put("sign-in, stranger", signIn(STRANGER, APP, Optional.empty()));
    all.put("sign-in, metadata document", signIn(DOCUMENT, PROGRAM, Optional.empty()));
    all.put("sign-in, wrong", signInAgain(Reason.WRONG_CREDENTIALS));
    all.put("sign-in, slowed down", signInAgain(Reason.TOO_MANY));
    all.put("sign-in, busy", signInAgain(Reason.BUSY));
    all.put("create account", account(Optional.empty()));
    for (Fault fault : Fault.values()) {
      all.put("create account, " + fault, account(Optional.of(fault)));
    }
  }

  private static void consents(Map<String, PageState> all) {
    all.put("consent", consent(Samples.consent()));
    all.put("consent, details", consent(detailed(CLIENT, APP)));
    all.put("consent, stranger", consent(detailed(STRANGER, APP)));
    all.put("consent, metadata document", consent(detailed(DOCUMENT, PROGRAM)));
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

  private static void endings(Map<String, PageState> all) {
    all.put("sign-out", at(Paths.SIGN_OUT));
    all.put("sign-out, of a client", signOut(Optional.of(STRANGER), List.of(CLIENT), APP));
    all.put("sign-out, nobody", signOut(Optional.empty(), List.of(), APP));
    all.put("signed out", signedOut(List.of(), Optional.empty()));
    all.put("signed out, telling", signedOut(List.of("/told"), Optional.of("/nothing")));
    all.put("error", error(new ProtocolError.InvalidRequest("redirect_uri is not registered.")));
    all.put("error, busy", error(new ProtocolError.TemporarilyUnavailable("Come back.")));
    all.put("error, shown first", errorShownFirst(STRANGER, APP));
    all.put("error, shown first, metadata document", errorShownFirst(DOCUMENT, PROGRAM));
    all.put("form post", formPost());
    all.put("manual of errors", at(Paths.ERRORS));
    all.put("manual of errors, one", at(Paths.ERRORS + "invalid_grant"));
    all.put("manual of errors, none", at(Paths.ERRORS + "none"));
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
          own(AccountPlace.PASSWORD, new PasswordChange("alice", true, true, result)));
    }
    all.put(
        "password, first",
        own(AccountPlace.PASSWORD, new PasswordChange("alice", false, true, Result.ASKED)));
  }

  private static void lists(Map<String, PageState> all) {
    all.put("sessions", own(AccountPlace.SESSIONS, PreparedAccountPages.sessions(0)));
    all.put("sessions, ended", own(AccountPlace.SESSIONS, PreparedAccountPages.sessions(1)));
    all.put(
        "applications", own(AccountPlace.APPLICATIONS, PreparedAccountPages.applications(CLIENT)));
    all.put(
        "applications, none",
        own(AccountPlace.APPLICATIONS, new Applications(List.of(), Optional.empty())));
    all.put("activity", own(AccountPlace.ACTIVITY, new History(happened(), happened())));
    all.put(
        "activity, as much as is shown",
        own(AccountPlace.ACTIVITY, new History(happened(40), happened(20))));
    all.put("activity, none", own(AccountPlace.ACTIVITY, new History(List.of(), List.of())));
    all.put(
        "data", own(AccountPlace.DATA, new OwnData(false, Optional.empty(), GRACE, false, false)));
    all.put(
        "data, declared",
        own(AccountPlace.DATA, new OwnData(true, Optional.empty(), GRACE, false, false)));
    all.put(
        "data, unconfirmed",
        own(AccountPlace.DATA, new OwnData(false, Optional.empty(), GRACE, false, true)));
    all.put(
        "data, deletion asked for",
        own(AccountPlace.DATA, new OwnData(false, DUE, GRACE, true, false)));
    all.put(
        "data, deletion pending",
        own(AccountPlace.DATA, new OwnData(false, DUE, GRACE, false, false)));
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
