package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.AccountSteps.Fault;
import dev.mapae.authorizationserver.interaction.ConnectPrompt;
import dev.mapae.authorizationserver.interaction.Connections;
import dev.mapae.authorizationserver.interaction.Connections.Had;
import dev.mapae.authorizationserver.interaction.Connections.Result;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.interaction.SignInOffers;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.interaction.SignInWays;
import dev.mapae.authorizationserver.interaction.UpstreamPrompt;
import dev.mapae.authorizationserver.interaction.UpstreamPrompt.Choice;
import dev.mapae.authorizationserver.interaction.UpstreamPrompt.Newcomer;
import dev.mapae.authorizationserver.interaction.UpstreamSteps.Arrival;
import dev.mapae.authorizationserver.interaction.UpstreamTrouble;
import dev.mapae.authorizationserver.interaction.WayIn;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The states of [PageStates] that have to do with other providers.
final class UpstreamPageStates {
  private static final Instant AT = Instant.parse("2026-03-01T09:00:00Z");
  private static final Map<String, String> EXAMPLE = Map.of("name", "Example ID");
  private static final List<Choice> CHOICES =
      List.of(
          new Choice("example", EXAMPLE, "/sign-in/upstream/example?client_id=music"),
          new Choice(
              "club",
              Map.of("name", "The club of those who play", "name#ko", "연주자 모임"),
              "/sign-in/upstream/club?client_id=music"));

  private UpstreamPageStates() {}

  static Map<String, PageState> all() {
    Map<String, PageState> all = new LinkedHashMap<>();
    all.put("sign-in, others", signIn(Optional.empty(), Optional.empty()));
    for (UpstreamTrouble trouble : UpstreamTrouble.values()) {
      all.put("sign-in, others, " + trouble, signIn(Optional.of(trouble), Optional.empty()));
    }
    all.put("connect", connect("dodo@example.com", false));
    all.put("connect, without a label", connect("", false));
    all.put("connect, MOST", connect("", true));
    all.put("newcomer", signIn(Optional.empty(), Optional.of(newcomer("", false, List.of()))));
    all.put(
        "newcomer, with an address",
        signIn(Optional.empty(), Optional.of(newcomer("dodo@example.com", false, List.of()))));
    all.put(
        "newcomer, known",
        signIn(
            Optional.empty(),
            Optional.of(
                new Newcomer(
                    EXAMPLE,
                    "a@example.com",
                    true,
                    Optional.empty(),
                    "/account/sign-in?page=connections",
                    "/sign-in?a=b"))));
    for (Fault fault : List.of(Fault.USERNAME, Fault.USERNAME_TAKEN, Fault.TOO_MANY)) {
      all.put(
          "newcomer, " + fault,
          signIn(Optional.empty(), Optional.of(newcomer("a@b.example", false, List.of(fault)))));
    }
    all.put("arrival", UpstreamPageStates::arrival);
    for (Result result : Result.values()) {
      all.put(
          "connections, " + result,
          PageState.own(AccountPlace.CONNECTIONS, connections("dodo@example.com", result)));
    }
    all.put(
        "connections, none",
        PageState.own(
            AccountPlace.CONNECTIONS,
            new Connections(List.of(), CHOICES, List.of(), Result.ASKED, Optional.empty())));
    all.put(
        "connections, in vain",
        PageState.own(
            AccountPlace.CONNECTIONS,
            new Connections(
                List.of(), CHOICES, List.of(), Result.ASKED, Optional.of(UpstreamTrouble.TAKEN))));
    return all;
  }

  static Connections connections(String label, Result result) {
    return new Connections(
        List.of(
            new Had("i1", EXAMPLE, label, AT, Optional.of(AT)),
            new Had("i2", Map.of("name", "https://old.example"), "", AT, Optional.empty())),
        CHOICES,
        List.of(WayIn.values()),
        result,
        Optional.empty());
  }

  private static Newcomer newcomer(String label, boolean known, List<Fault> fault) {
    return new Newcomer(
        EXAMPLE,
        label,
        known,
        Optional.of(
            new UpstreamPrompt.Create(
                "/sign-in/connect/new?connect=x", "step", "dodo", fault.stream().findFirst())),
        "/account/sign-in?page=connections",
        "/sign-in?client_id=music");
  }

  private static Request request(String language) {
    return Site.request("POST", "/", language);
  }

  private static PageState signIn(Optional<UpstreamTrouble> trouble, Optional<Newcomer> newcomer) {
    SignInPrompt prompt =
        new SignInPrompt(
            newcomer.isPresent() ? Optional.empty() : Optional.of(Samples.client()),
            new Destination.Redirect("app.example.com"),
            Optional.empty(),
            List.of(),
            List.of("https://app.example.com"),
            "/sign-in?client_id=music",
            "step",
            "challenge",
            SignInOffers.of(SignInWays.PRESET)
                .with(
                    new UpstreamPrompt(
                        newcomer.isPresent() ? List.of() : CHOICES, trouble, newcomer)));
    return (_, frames, language) ->
        new SignInPage(_ -> new SignInOutcome.Again(prompt, SignInOutcome.Reason.BUSY), frames)
            .get(request(language), prompt);
  }

  private static PageState connect(String label, boolean hasMost) {
    ConnectPrompt prompt =
        new ConnectPrompt(
            EXAMPLE,
            label,
            "alice",
            hasMost,
            List.of(),
            "/sign-in/connect/confirm?connect=x",
            "step",
            "/authorize?client_id=music",
            "/account/sign-in?page=connections");
    return (_, frames, language) -> UpstreamPages.connect(frames, request(language), prompt);
  }

  /// Without what leads on by itself: nobody could look at it.
  private static Response arrival(Issuer issuer, Frames frames, String language) {
    Response drawn =
        UpstreamPages.arrival(
            frames,
            request(language),
            new Arrival(issuer.path() + "/consent?client_id=music", List.of(), page -> page));
    return new Response(
        drawn.status(),
        drawn.headers().stream().filter(h -> !h.getKey().equals("Refresh")).toList(),
        drawn.body());
  }
}
