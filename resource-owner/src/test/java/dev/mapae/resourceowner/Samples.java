package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.Answered;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.Before;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.Lasting;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.Refresh;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedDetail;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedScope;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.DevicePrompt;
import dev.mapae.authorizationserver.interaction.SignInOffers;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.interaction.SignInWays;
import dev.mapae.authorizationserver.interaction.SignOutPrompt;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientLogout;
import dev.mapae.authorizationserver.store.Credentials;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Clients, people and prompts to show.
final class Samples {
  static final String SCRIPT = "\"'><script>alert(1)</script>";

  private Samples() {}

  static Client client(Origin origin, Map<String, String> display) {
    return new Client(
        "music",
        origin,
        true,
        Credentials.of("none"),
        Optional.empty(),
        Set.of("authorization_code"),
        List.of("https://app.example.com/callback"),
        Scope.of("openid", "profile"),
        false,
        Requirements.PRESET,
        RequestObjectPolicy.PRESET,
        Duration.ZERO,
        Lifetimes.PRESET,
        ResponseAlgorithms.PRESET,
        ClientLogout.PRESET,
        display);
  }

  static Client client() {
    return client(
        Origin.DECLARED, Map.of("client_name", "Music Player", "client_name#ko", "음악 플레이어"));
  }

  static Person person(String username, Map<String, Object> claims) {
    return new Person(
        "sub-1", username, Origin.DECLARED, true, Optional.empty(), Set.of("listener"), claims);
  }

  /// Half an hour at a time, and ten days while nobody is there.
  static final Lasting LASTING =
      new Lasting(
          Duration.ofMinutes(30),
          Optional.of(new Refresh(true, Duration.ofDays(10), Duration.ofHours(36))));

  static Person alice() {
    return person("alice", Map.of("name", "Alice Liddell"));
  }

  static SignInPrompt signIn() {
    return signIn(client(), Optional.empty(), List.of());
  }

  static SignInPrompt signIn(Client client, Optional<String> username, List<String> uiLocales) {
    return new SignInPrompt(
        Optional.of(client),
        new Destination.Redirect("app.example.com"),
        username,
        uiLocales,
        List.of("https://app.example.com"),
        "/sign-in?client_id=music&state=a",
        "step-1",
        "challenge-1",
        SignInOffers.of(SignInWays.PRESET));
  }

  private static RequestedScope scope(
      String name, String resource, Map<String, String> descriptions) {
    return new RequestedScope(
        name, resource, descriptions, List.of(), !name.equals("openid"), Answered.UNKNOWN);
  }

  static RequestedScope openId(String name) {
    return scope(name, "", Map.of());
  }

  static RequestedScope api(String name, Map<String, String> descriptions) {
    return scope(name, "Music API", descriptions);
  }

  static ConsentPrompt consent() {
    return consent(
        client(),
        alice(),
        List.of(
            openId("openid"),
            openId("profile"),
            openId("email"),
            api("playlist.read", Map.of("", "Read your playlists", "ko", "재생 목록 읽기")),
            api("playlist.write", Map.of("", "Change your playlists", "ko", "재생 목록 바꾸기")),
            openId("offline_access")),
        Set.of("birthdate", "favourite_colour"));
  }

  static ConsentPrompt consent(
      Client client, Person person, List<RequestedScope> scopes, Set<String> claims) {
    return new ConsentPrompt(
        client,
        Optional.of("/logos/bXVzaWM.a.b"),
        new Destination.Redirect("app.example.com"),
        person,
        scopes,
        List.of(),
        claims,
        Optional.empty(),
        LASTING,
        List.of(),
        "/consent?client_id=music&state=a",
        "step-2",
        List.of("https://app.example.com"));
  }

  /// A prompt for somebody who answered before, and of which one scope cannot be left out.
  static ConsentPrompt consentAgain() {
    Instant may = Instant.parse("2026-05-03T10:15:00Z");
    ConsentPrompt usual = consent();
    return new ConsentPrompt(
        usual.client(),
        usual.logo(),
        usual.destination(),
        usual.person(),
        List.of(
            openId("openid"),
            new RequestedScope(
                "profile",
                "",
                Map.of(),
                List.of("department", "desk"),
                true,
                new Answered.Allowed(may, List.of("desk"))),
            openId("email"),
            new RequestedScope(
                "playlist.read",
                "Music API",
                Map.of("", "Read your playlists", "ko", "재생 목록 읽기"),
                List.of(),
                false,
                new Answered.Allowed(may.plusSeconds(86_400), List.of())),
            new RequestedScope(
                "playlist.write",
                "Music API",
                Map.of("", "Change your playlists", "ko", "재생 목록 바꾸기"),
                List.of(),
                true,
                new Answered.LeftOut())),
        List.of(),
        Set.of("birthdate", "favourite_colour"),
        Optional.of(new Before(may.plusSeconds(86_400), Set.of("birthdate"))),
        usual.lasting(),
        List.of(),
        usual.action(),
        usual.step(),
        usual.formTargets());
  }

  /// The same prompt for other lifetimes.
  static ConsentPrompt lasting(ConsentPrompt prompt, Lasting lasting) {
    return new ConsentPrompt(
        prompt.client(),
        prompt.logo(),
        prompt.destination(),
        prompt.person(),
        prompt.scopes(),
        prompt.details(),
        prompt.claims(),
        prompt.before(),
        lasting,
        prompt.uiLocales(),
        prompt.action(),
        prompt.step(),
        prompt.formTargets());
  }

  /// The same prompt for a request with these `ui_locales`.
  static ConsentPrompt in(List<String> uiLocales, ConsentPrompt prompt) {
    return new ConsentPrompt(
        prompt.client(),
        prompt.logo(),
        prompt.destination(),
        prompt.person(),
        prompt.scopes(),
        prompt.details(),
        prompt.claims(),
        prompt.before(),
        prompt.lasting(),
        uiLocales,
        prompt.action(),
        prompt.step(),
        prompt.formTargets());
  }

  static DevicePrompt device(List<String> uiLocales) {
    return new DevicePrompt(Optional.of("WDJB-MJHT"), uiLocales, "/device?a=b", "step-4");
  }

  /// The same prompt whose answer goes there.
  static ConsentPrompt to(Destination destination, ConsentPrompt prompt) {
    return new ConsentPrompt(
        prompt.client(),
        prompt.logo(),
        destination,
        prompt.person(),
        prompt.scopes(),
        prompt.details(),
        prompt.claims(),
        prompt.before(),
        prompt.lasting(),
        prompt.uiLocales(),
        prompt.action(),
        prompt.step(),
        prompt.formTargets());
  }

  /// The prompt of [#consentAgain] for a device elsewhere.
  static ConsentPrompt deviceConsentAgain(Client client) {
    ConsentPrompt again = consentAgain();
    return new ConsentPrompt(
        client,
        again.logo(),
        new Destination.Device("WDJB-MJHT", "203.0.113.7"),
        again.person(),
        again.scopes(),
        List.of(
            new RequestedDetail(
                "https://api.example.com/", "Music API", Map.of(), Map.of("type", "mix"), true)),
        Set.of(),
        again.before(),
        again.lasting(),
        List.of(),
        "/device/consent?device=x",
        "step-5",
        List.of());
  }

  /// The usual consent prompt, for a device elsewhere.
  static ConsentPrompt deviceConsent(List<String> uiLocales) {
    ConsentPrompt usual = consent();
    return new ConsentPrompt(
        usual.client(),
        usual.logo(),
        new Destination.Device("WDJB-MJHT", "203.0.113.7"),
        usual.person(),
        usual.scopes(),
        usual.details(),
        Set.of(),
        Optional.empty(),
        usual.lasting(),
        uiLocales,
        "/device/consent?device=x",
        "step-5",
        List.of());
  }

  static SignInPrompt deviceSignIn(List<String> uiLocales) {
    return new SignInPrompt(
        Optional.of(client()),
        new Destination.Device("WDJB-MJHT", "203.0.113.7"),
        Optional.empty(),
        uiLocales,
        List.of(),
        "/device/sign-in?device=x",
        "step-6",
        "challenge-6",
        SignInOffers.of(SignInWays.PRESET));
  }

  static SignOutPrompt signOut() {
    return new SignOutPrompt(
        Optional.of(alice()),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        "/sign-out",
        "step-3",
        List.of());
  }
}
