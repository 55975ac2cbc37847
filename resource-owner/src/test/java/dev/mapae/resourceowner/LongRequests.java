package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.interaction.SignInOffers;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.interaction.SignInWays;
import dev.mapae.authorizationserver.interaction.UpstreamPrompt;
import dev.mapae.authorizationserver.interaction.UpstreamPrompt.Choice;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Pages that carry an authorization request which is as long as one may be in a URL.
final class LongRequests {
  /// As long as the server takes it.
  static final int LONGEST = 6 * 1024;

  /// The same where people may sign in by other providers.
  private static final int LONGEST_THERE = 2_500;

  /// In the URLs of tests.
  private static final String SHORT = "client_id=music";

  private static final Pattern CARRIED = Pattern.compile("\\?(" + SHORT + "|a=b)\\b");

  private LongRequests() {}

  /// One whose JSON has many quotation marks, as that of claims, which take more in HTML than in a
  /// URL, and the mark of the server behind it.
  static String query(int length) {
    Parameters begun = Parameters.parse(SHORT);
    for (String name :
        List.of("redirect_uri", "scope", "state", "nonce", "code_challenge", "ui_locales")) {
      begun = begun.with(name, "https://app.example.com/callback");
    }
    String names = "";
    String query = "";
    for (int i = 0; ; i++) {
      names += (i == 0 ? "" : ",") + "\"claim_" + i + "\":{\"essential\":true}";
      String longer = begun.with("claims", "{\"userinfo\":{" + names + "}}").encode();
      if (longer.length() > length) {
        return query + "&mapae_seen=" + "s".repeat(59);
      }
      query = longer;
    }
  }

  /// All that there are, by name: sign-in pages, and each other page that carries a request.
  static Map<String, PageState> all() {
    Map<String, PageState> all = new LinkedHashMap<>();
    String query = query(LONGEST);
    all.put("sign-in, of a long request", signIn(query, false, 0));
    all.put("sign-in, of a long request, without a password", signIn(query, true, 0));
    all.put(
        "sign-in, of a long request, with 20 providers", signIn(query(LONGEST_THERE), false, 20));
    Frames frames = new Frames(Site.ISSUER, new Assets("/assets/"));
    PageStates.all()
        .forEach((name, state) -> {
          if (!name.startsWith("sign-in")
              && CARRIED.matcher(Site.html(state.draw(Site.ISSUER, frames, "en"))).find()) {
            all.put(name + ", of a long request", carrying(query, state));
          }
        });
    return all;
  }

  private static PageState carrying(String query, PageState state) {
    return (issuer, frames, language) -> {
      Response drawn = state.draw(issuer, frames, language);
      return new Response(
          drawn.status(),
          drawn.headers(),
          CARRIED
              .matcher(Site.html(drawn))
              .replaceAll("?" + query.replace("&", "&amp;"))
              .getBytes(StandardCharsets.UTF_8));
    };
  }

  private static PageState signIn(String query, boolean withoutPassword, int providers) {
    SignInPrompt prompt =
        new SignInPrompt(
            Optional.of(Samples.client()),
            new Destination.Redirect("app.example.com"),
            Optional.of("alice"),
            List.of(),
            List.of("https:"),
            "/sign-in?" + query,
            "step",
            "step",
            new SignInOffers(
                new SignInWays(!withoutPassword, true, Optional.of("/sign-in/email?" + query)),
                Optional.of("/create-account?" + query),
                Optional.of("/forgotten-password?" + query),
                new UpstreamPrompt(
                    IntStream.range(0, providers)
                        .mapToObj(i ->
                            new Choice(
                                "provider-" + i,
                                Map.of("name", "Provider " + i, "name#ko", "제공자 " + i),
                                "/sign-in/upstream/provider-" + i + "?" + query))
                        .toList(),
                    Optional.empty(),
                    Optional.empty())));
    return (_, frames, language) ->
        new SignInPage(
                _ -> new SignInOutcome.Again(prompt, SignInOutcome.Reason.WRONG_CREDENTIALS),
                frames)
            .post(Site.request("POST", "/", language));
  }
}
