package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedScope;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.DevicePrompt;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
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
        "/sign-in?client_id=music&state=a",
        "step-1",
        List.of("https://app.example.com"),
        Optional.empty(),
        Optional.empty());
  }

  static RequestedScope openId(String name) {
    return new RequestedScope(name, "", Map.of(), false);
  }

  static RequestedScope api(String name, Map<String, String> descriptions) {
    return new RequestedScope(name, "Music API", descriptions, false);
  }

  static ConsentPrompt consent() {
    return consent(
        client(),
        alice(),
        List.of(
            openId("openid"),
            new RequestedScope("profile", "", Map.of(), true),
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
        new Destination.Redirect("app.example.com"),
        person,
        scopes,
        List.of(),
        claims,
        List.of(),
        "/consent?client_id=music&state=a",
        "step-2",
        List.of("https://app.example.com"));
  }

  /// The same prompt for a request with these `ui_locales`.
  static ConsentPrompt in(List<String> uiLocales, ConsentPrompt prompt) {
    return new ConsentPrompt(
        prompt.client(),
        prompt.destination(),
        prompt.person(),
        prompt.scopes(),
        prompt.details(),
        prompt.claims(),
        uiLocales,
        prompt.action(),
        prompt.step(),
        prompt.formTargets());
  }

  static DevicePrompt device(List<String> uiLocales) {
    return new DevicePrompt(Optional.of("WDJB-MJHT"), uiLocales, "/device?a=b", "step-4");
  }

  /// The usual consent prompt, for a device elsewhere.
  static ConsentPrompt deviceConsent(List<String> uiLocales) {
    ConsentPrompt usual = consent();
    return new ConsentPrompt(
        usual.client(),
        new Destination.Device("WDJB-MJHT", "203.0.113.7"),
        usual.person(),
        usual.scopes(),
        usual.details(),
        Set.of(),
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
        "/device/sign-in?device=x",
        "step-6",
        List.of(),
        Optional.empty(),
        Optional.empty());
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
