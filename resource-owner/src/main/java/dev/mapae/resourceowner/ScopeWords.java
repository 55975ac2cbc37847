package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.ConsentPrompt.Answered;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.Before;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedScope;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Scopes in the words of one language.
///
/// @param zone in which times are told
/// @param before the last answer of the person; empty where nothing is known to be new
/// @param tells whether it is said since when a scope is allowed
record ScopeWords(Messages messages, ZoneId zone, Optional<Before> before, boolean tells) {
  /// All but `openid`, which has words of its own, by what they are about.
  List<ScopeGroup> groups(List<RequestedScope> scopes) {
    Map<String, List<ScopeBox>> byTitle = new LinkedHashMap<>();
    for (RequestedScope scope : scopes) {
      if (!scope.name().equals("openid")) {
        byTitle.computeIfAbsent(title(scope), t -> new ArrayList<>()).add(box(scope));
      }
    }
    return byTitle.entrySet().stream().map(e -> new ScopeGroup(e.getKey(), e.getValue())).toList();
  }

  /// A claim in words, and one that has none by its name.
  static String claim(String name, Messages messages) {
    return messages.claim(name).orElse(DisplayName.of(name));
  }

  /// A day in words.
  String day(Instant at) {
    return messages.day(at.atZone(zone));
  }

  private ScopeBox box(RequestedScope scope) {
    return new ScopeBox(
        scope.name(),
        words(scope),
        claims(scope),
        scope.optional(),
        before.isPresent() && scope.answered() instanceof Answered.NeverAsked,
        switch (scope.answered()) {
          case Answered.NeverAsked() -> Optional.empty();
          case Answered.LeftOut() -> Optional.of(messages.leftOutBefore());
          case Answered.Allowed(Instant since, List<String> _) ->
              Optional.of(messages.allowedSince(day(since))).filter(_ -> tells);
        });
  }

  /// What it releases, and what of that it did not release when it was allowed.
  private Optional<String> claims(RequestedScope scope) {
    if (scope.claims().isEmpty()) {
      return Optional.empty();
    }
    List<String> added =
        scope.answered() instanceof Answered.Allowed(Instant _, List<String> claims)
            ? claims
            : List.of();
    return Optional.of(
        messages.alsoTells(
            scope.claims().stream()
                .map(c -> {
                  String name = claim(c, messages);
                  return added.contains(c) ? messages.marked(name) : name;
                })
                .collect(Collectors.joining(", "))));
  }

  private String title(RequestedScope scope) {
    if (!scope.resourceName().isEmpty()) {
      return messages.access(DisplayName.of(scope.resourceName()));
    }
    if (scope.name().equals("offline_access")) {
      return messages.accessOverTime();
    }
    return messages.openIdScope(scope.name()).isPresent() || !scope.claims().isEmpty()
        ? messages.aboutYou()
        : messages.accessElsewhere();
  }

  /// Our own words for a scope of OpenID Connect, those of the resource for its own.
  private String words(RequestedScope scope) {
    Map<String, String> words = scope.descriptions();
    return (scope.resourceName().isEmpty()
            ? messages.openIdScope(scope.name())
            : Optional.<String>empty())
        .or(() -> Optional.ofNullable(words.get(messages.language().tag())))
        .or(() -> Optional.ofNullable(words.get("")))
        .orElse(scope.name());
  }
}
