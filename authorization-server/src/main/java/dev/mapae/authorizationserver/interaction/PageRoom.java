package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedDetail;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedScope;
import dev.mapae.authorizationserver.store.Client;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// How much room things take on a page that lists them, in bytes: at least as many as their HTML
/// has in Korean or English, so that no page weighs more than 30 KB in all.
public final class PageRoom {
  /// What is left for them beside our style sheet, a page without them, and what operators add.
  public static final int OF_PAGE = 13_600;

  /// What is left for what is loaded out of sight on a page with little else.
  public static final int OF_FRAMES = 8_000;

  /// How long the address may be that such a page leads on to, which is there twice.
  public static final int OF_WAY_ON = 500;

  /// An application without its name and what it may do. A page has room for fewer of them than are
  /// looked up at once ([Consents#SECTION]).
  private static final int OF_APPLICATION = 1_000;

  /// What there is for the request of a client, in the address to which a page posts it back.
  private static final int OF_REQUEST = 500;

  private static final int OF_NAME = 30;
  private static final int OF_FRAME = 170;

  private static final int OF_SCOPE = 200;
  private static final int OF_GROUP = 100;
  private static final int OF_RELEASED = 60;
  private static final int OF_CLAIM = 60;
  private static final int OF_DETAIL = 140;
  private static final int OF_MEMBER = 45;
  private static final int OF_PLACE = 15;

  /// What stands where nothing is said.
  private static final int NOTHING = 3;

  /// The longest words of ours for a scope.
  private static final int OWN_SCOPE = 100;

  /// The same for a claim.
  private static final int OWN_CLAIM = 45;

  private PageRoom() {}

  /// A scope with its words, what it releases, what was answered before, and whose it is.
  public static int of(RequestedScope scope) {
    return row(scope) + OF_GROUP + bytes(scope.resourceName());
  }

  /// A single claim.
  public static int ofClaim(String name) {
    return OF_CLAIM + words(name);
  }

  private static int words(String claim) {
    return Math.max(OWN_CLAIM, bytes(claim));
  }

  /// An application on a list of those that may do something, without that. Its name is there
  /// twice.
  public static int ofApplication(String clientId, Optional<Client> client) {
    return OF_APPLICATION
        + bytes(clientId)
        + 2 * client.map(PageRoom::longestName).orElseGet(() -> bytes(clientId));
  }

  /// The name of a client, on a list of nothing but names.
  public static int ofName(Client client) {
    return OF_NAME + longestName(client);
  }

  private static int longestName(Client client) {
    return Stream.of("", "en", "ko")
        .mapToInt(tag -> bytes(ShownText.name(client.name(tag))))
        .max()
        .orElse(0);
  }

  /// A request that a page carries in an address, beyond what there is for one that is no longer
  /// than most.
  ///
  /// @param encoded its parameters
  public static int ofRequest(String encoded) {
    return Math.max(0, bytes(encoded) - OF_REQUEST);
  }

  /// What is loaded out of sight.
  public static int ofFrame(String url) {
    return OF_FRAME + bytes(url);
  }

  /// The address that a page leads on to, once.
  public static int ofWayOn(String url) {
    return bytes(url);
  }

  /// Authorization details with all that the client said.
  public static int of(RequestedDetail detail) {
    return OF_DETAIL
        + bytes(detail.resourceName())
        + Stream.concat(
                // In a language without words, the type and all members.
                Stream.of(Optional.<DetailDescription>empty()),
                detail.descriptions().values().stream().map(DetailDescription::parse))
            .mapToInt(words -> of(words, detail.members()))
            .max()
            .orElse(0);
  }

  private static int of(Optional<DetailDescription> words, Map<String, Object> members) {
    int sentence =
        words.stream()
            .flatMap(known -> known.parts().stream())
            .mapToInt(part ->
                switch (part) {
                  case DetailDescription.Part.Words(var text) -> bytes(text);
                  case DetailDescription.Part.Place(var path) ->
                      OF_PLACE + said(DetailDescription.values(members, path));
                })
            .sum();
    return sentence
        + DetailDescription.lines(members, words.map(DetailDescription::paths).orElse(List.of()))
            .stream()
            .mapToInt(line -> OF_MEMBER + bytes(line.name()) + said(line.value()))
            .sum();
  }

  /// All of it, where it is said once of several scopes whose they are.
  public static int of(
      List<RequestedScope> scopes, List<RequestedDetail> details, Collection<String> claims) {
    int groups =
        scopes.stream()
            .map(RequestedScope::resourceName)
            .distinct()
            .mapToInt(name -> OF_GROUP + bytes(name))
            .sum();
    return groups
        + scopes.stream().mapToInt(PageRoom::row).sum()
        + details.stream().mapToInt(PageRoom::of).sum()
        + claims.stream().mapToInt(PageRoom::ofClaim).sum();
  }

  private static int row(RequestedScope scope) {
    int words =
        scope.descriptions().isEmpty()
            ? Math.max(OWN_SCOPE, bytes(scope.name()))
            : longest(scope.descriptions());
    int released =
        scope.claims().isEmpty()
            ? 0
            : OF_RELEASED + scope.claims().stream().mapToInt(claim -> 20 + words(claim)).sum();
    return OF_SCOPE + 2 * bytes(scope.name()) + words + released;
  }

  /// A value in one line.
  private static int said(Object value) {
    return switch (value) {
      case Map<?, ?> object ->
          NOTHING
              + object.entrySet().stream()
                  .mapToInt(member ->
                      bytes(String.valueOf(member.getKey())) + 4 + said(member.getValue()))
                  .sum();
      case List<?> list -> NOTHING + list.stream().mapToInt(item -> 2 + said(item)).sum();
      case Object other -> Math.max(NOTHING, text(other));
    };
  }

  /// As the page writes it: without exponents, and yes or no in words.
  private static int text(Object value) {
    return switch (value) {
      case Number number -> new BigDecimal(number.toString()).toPlainString().length();
      case Boolean _ -> 9;
      case Object other -> bytes(other.toString());
    };
  }

  private static int longest(Map<String, String> texts) {
    return texts.values().stream().mapToInt(PageRoom::bytes).max().orElse(0);
  }

  /// Of a text in HTML.
  private static int bytes(String text) {
    int escapes = (int) text.chars().filter(c -> "&<>\"'".indexOf(c) >= 0).count();
    return text.getBytes(StandardCharsets.UTF_8).length + 4 * escapes;
  }
}
