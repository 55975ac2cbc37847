package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedDetail;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedScope;
import dev.mapae.authorizationserver.store.Client;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How much room things take on a page that lists them, in bytes: at least as many as their HTML
/// has in Korean or English, so that no page weighs more than 30 KB in all.
public final class PageRoom {
  /// What is left for them beside our style sheet, a page without them, and what operators add.
  public static final int OF_PAGE = 13_600;

  /// What is left for what is loaded out of sight on a page with little else.
  public static final int OF_FRAMES = 8_000;

  /// An application without its name and what it may do.
  private static final int OF_APPLICATION = 1_000;

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

  /// How much of a name is shown, in characters.
  private static final int LONGEST_NAME = 120;

  /// The longest words of ours for a scope.
  private static final int OWN_SCOPE = 100;

  /// The same for a claim.
  private static final int OWN_CLAIM = 45;

  /// What has no comma in any script, so that a list of such items is one line.
  private static final Pattern PLAIN_ITEM = Pattern.compile("[A-Za-z0-9 ._:/@+-]*");

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
    return Stream.of("", "en", "ko").mapToInt(tag -> bytes(cut(client.name(tag)))).max().orElse(0);
  }

  /// As much of a name as pages show.
  private static String cut(String name) {
    return name.codePoints()
        .filter(ShownText::isPlain)
        .limit(LONGEST_NAME)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .append('…')
        .toString();
  }

  /// What is loaded out of sight.
  public static int ofFrame(String url) {
    return OF_FRAME + bytes(url);
  }

  /// Authorization details with all that the client said.
  public static int of(RequestedDetail detail) {
    return OF_DETAIL
        + detail.descriptions().values().stream()
            .mapToInt(words -> bytes(words) + saidTwice(words, detail.members()))
            .max()
            .orElse(0)
        + bytes(detail.resourceName())
        + members("", detail.members());
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

  /// What stands in the sentence, and below it as well: what is not said there alone, and what is
  /// said there again.
  private static int saidTwice(String words, Map<String, Object> members) {
    Set<List<String>> once = new HashSet<>();
    return DetailDescription.parse(words).map(DetailDescription::paths).orElse(List.of()).stream()
        .filter(path -> !isSaidAlone(members, path) || !once.add(path))
        .mapToInt(path -> OF_PLACE + said(DetailDescription.values(members, path)))
        .sum();
  }

  /// Whether the sentence says all that there is under these names, so that it is not below it.
  private static boolean isSaidAlone(@Nullable Object value, List<String> path) {
    if (!path.isEmpty()) {
      return value instanceof Map<?, ?> object
          && isSaidAlone(object.get(path.getFirst()), path.subList(1, path.size()));
    }
    return switch (value) {
      case null -> false;
      case Map<?, ?> object -> object.isEmpty();
      case List<?> list -> list.stream().allMatch(PageRoom::isPlain);
      case Object _ -> true;
    };
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

  /// @param path of the object, which stands in front of each of its members
  private static int members(String path, Map<?, ?> object) {
    return object.entrySet().stream()
        .mapToInt(member -> member(path + member.getKey(), member.getValue()))
        .sum();
  }

  private static int member(String path, Object value) {
    return switch (value) {
      case Map<?, ?> object when !object.isEmpty() -> members(path + ".", object);
      case List<?> list when !list.stream().allMatch(PageRoom::isPlain) ->
          list.stream().mapToInt(item -> member(path + " 9999", item)).sum();
      case List<?> list ->
          OF_MEMBER + bytes(path) + list.stream().mapToInt(item -> 2 + text(item)).sum();
      case Object other -> OF_MEMBER + bytes(path) + text(other);
    };
  }

  private static boolean isPlain(Object item) {
    return switch (item) {
      case Number _, Boolean _ -> true;
      case String text -> PLAIN_ITEM.matcher(text).matches();
      case Object _ -> false;
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
