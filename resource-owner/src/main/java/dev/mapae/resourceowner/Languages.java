package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The languages that the pages speak, and what they say in each: ours, and what an operator added
/// or put in place of it.
final class Languages {
  /// Ours.
  static final Languages OURS = new Languages(Map.of());

  private static final int MAX_HEADER_LENGTH = 1_000;

  private final List<Language> all;
  private final Map<Language, Texts> operators;

  /// @param operators the whole texts of languages that are not just as ours
  Languages(Map<Language, Texts> operators) {
    List<Language> languages = new ArrayList<>(List.of(Language.ENGLISH, Language.KOREAN));
    operators.keySet().stream().filter(it -> !languages.contains(it)).forEach(languages::add);
    this(List.copyOf(languages), Map.copyOf(operators));
  }

  private Languages(List<Language> all, Map<Language, Texts> operators) {
    this.all = all;
    this.operators = operators;
  }

  /// The same languages, with these texts before theirs; before those are the texts of the same
  /// language as it is spoken everywhere.
  Languages with(Map<Language, Map<String, Text>> texts) {
    Map<Language, Texts> both = new HashMap<>(operators);
    for (Language language : all) {
      for (String tag : Language.andShorter(language.tag()).reversed()) {
        Optional.ofNullable(texts.get(new Language(tag)))
            .ifPresent(own -> both.put(language, new Texts(own, Optional.of(in(both, language)))));
      }
    }
    return new Languages(all, Map.copyOf(both));
  }

  List<Language> all() {
    return all;
  }

  Messages messages(Language language) {
    return new Messages.InLanguage(language, in(language));
  }

  private Texts in(Language language) {
    return in(operators, language);
  }

  private static Texts in(Map<Language, Texts> said, Language language) {
    return Optional.ofNullable(said.get(language)).orElseGet(() -> Texts.of(language));
  }

  /// Chooses by `ui_locales` (OIDC Core §3.1.2.1), then by `Accept-Language` (RFC 9110 §12.5.4),
  /// else English.
  Language of(List<String> uiLocales, Request request) {
    return uiLocales.stream()
        .limit(Language.MAX_TAGS)
        .flatMap(tag -> matching(tag).stream())
        .findFirst()
        .or(() -> accepted(String.join(",", request.headers().all("Accept-Language"))))
        .orElse(Language.ENGLISH);
  }

  private Optional<Language> accepted(String header) {
    Optional<Language> best = Optional.empty();
    double bestWeight = 0;
    String bounded = header.substring(0, Math.min(header.length(), MAX_HEADER_LENGTH));
    for (String range : bounded.split(",", Language.MAX_TAGS)) {
      String[] parts = range.split(";", 2);
      Optional<Language> language = matching(parts[0].strip());
      double weight = parts.length == 1 ? 1 : weight(parts[1].strip());
      if (language.isPresent() && weight > bestWeight) {
        best = language;
        bestWeight = weight;
      }
    }
    return best;
  }

  /// RFC 9110 §12.4.2; what is no weight counts as none.
  private static double weight(String parameter) {
    return parameter.matches("[qQ]=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")
        ? Double.parseDouble(parameter.substring(2))
        : 0;
  }

  /// As it is spoken there, else with less and less said of where and how (RFC 4647 §3.4), else as
  /// it is spoken elsewhere in the same script.
  private Optional<Language> matching(String tag) {
    return Language.andShorter(tag).stream()
        .flatMap(range -> all.stream().filter(language -> language.is(range)))
        .findFirst()
        .or(() -> all.stream().filter(language -> language.isAkinTo(tag)).findFirst());
  }
}
