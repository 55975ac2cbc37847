package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.SignInOffers;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.interaction.UpstreamPrompt.Choice;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where a sign-in page leads on to. All its ways carry the request that it is for, which may be
/// long: it is on the page once, as fields of one form, and each way is a button of that.
///
/// @param query that the ways have in common; empty where no form can carry it
record Onward(String query) {
  /// What a browser sends otherwise than it was written; a field without a name it does not send.
  private static final Pattern CHANGED = Pattern.compile("[\\r\\n]");

  /// A way, as a button of the form.
  ///
  /// @param more a parameter that this way has besides
  record Way(String path, Optional<Map.Entry<String, String>> more) {}

  static Onward of(SignInPrompt prompt) {
    return new Onward(
        urls(prompt.offers())
            .map(url -> url.substring(url.indexOf('?') + 1))
            .filter(query -> fields(query).stream().allMatch(Onward::isKept))
            .findFirst()
            .orElse(""));
  }

  private static Stream<String> urls(SignInOffers offers) {
    return Stream.concat(
            Stream.of(offers.ways().emailLink(), offers.forgottenPassword(), offers.createAccount())
                .flatMap(Optional::stream),
            offers.upstream().choices().stream().map(Choice::url))
        .filter(url -> url.indexOf('?') >= 0);
  }

  private static boolean isKept(Map.Entry<String, String> field) {
    return !field.getKey().isEmpty()
        && !CHANGED.matcher(field.getKey() + field.getValue()).find()
        && !field.getKey().toLowerCase(Locale.ROOT).equals("_charset_");
  }

  List<Map.Entry<String, String>> fields() {
    return fields(query);
  }

  private static List<Map.Entry<String, String>> fields(String query) {
    return Parameters.parse(query).stream()
        .flatMap(all -> all.getValue().stream().map(value -> Map.entry(all.getKey(), value)))
        .toList();
  }

  /// A way as a button; empty for one that is a link, since it carries something else.
  Optional<Way> way(String url) {
    int end = url.indexOf('?');
    if (end < 0 || query.isEmpty()) {
      return Optional.empty();
    }
    String path = url.substring(0, end);
    String carried = url.substring(end + 1);
    if (carried.equals(query)) {
      return Optional.of(new Way(path, Optional.empty()));
    }
    List<Map.Entry<String, String>> more =
        carried.startsWith(query + "&") ? fields(carried.substring(query.length() + 1)) : List.of();
    return more.size() == 1
        ? Optional.of(new Way(path, Optional.of(more.getFirst())))
        : Optional.empty();
  }
}
