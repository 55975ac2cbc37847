package dev.mapae.resourceowner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.store.BrowserName;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// `messages_en.properties` and `messages_ko.properties`, and the methods that say what is in them.
class MessagesTests {
  /// Every interface of sentences, and how pages come to it.
  private static final Map<Class<? extends Sentences>, UnaryOperator<Sentences>> PAGES =
      Map.of(
          Messages.class,
          all -> all,
          AccountMessages.class,
          all -> ((Messages) all).account(),
          SecurityMessages.class,
          all -> ((Messages) all).security(),
          UpstreamMessages.class,
          all -> ((Messages) all).upstream(),
          EmailSignInMessages.class,
          all -> ((Messages) all).emailSignIn(),
          NoticeMessages.class,
          all -> ((Messages) all).notices());

  /// Those that are looked up where there may be none.
  private static final Map<String, List<String>> NAMES =
      Map.of(
          "openIdScope",
          List.of("profile", "email", "address", "phone", "offline_access"),
          "claim",
          List.of(
              ("name given_name family_name middle_name nickname preferred_username profile picture"
                      + " website email email_verified gender birthdate zoneinfo locale"
                      + " phone_number phone_number_verified address updated_at")
                  .split(" ")),
          "claimRule",
          List.of("website", "birthdate", "zoneinfo", "locale"),
          // These say something else where an account has no name.
          "newcomer",
          List.of("Music Player", ""),
          "connect",
          List.of("Music Player", ""),
          "disconnect",
          List.of("Music Player", ""));

  /// Values of what sentences speak of; of an enumeration it is each of its constants.
  private static final Map<Class<?>, List<?>> VALUES =
      Map.of(
          int.class,
          IntStream.rangeClosed(0, 12).boxed().toList(),
          Instant.class,
          List.of(Instant.EPOCH),
          Duration.class,
          List.of(
              Duration.ofDays(1),
              Duration.ofDays(2),
              Duration.ofHours(1),
              Duration.ofHours(90),
              Duration.ofMinutes(1),
              Duration.ofMinutes(90),
              Duration.ofSeconds(1),
              Duration.ofSeconds(90)),
          ZonedDateTime.class,
          IntStream.rangeClosed(1, 12)
              .mapToObj(month -> ZonedDateTime.parse("2026-01-01T12:00:00Z").withMonth(month))
              .toList(),
          BrowserName.class,
          List.of(
              new BrowserName(Optional.empty(), Optional.of(BrowserName.Platform.LINUX)),
              new BrowserName(Optional.of(BrowserName.Product.FIREFOX), Optional.empty())));

  /// Remembers which keys were asked for.
  private static final class Asked extends HashMap<String, Text> {
    private static final long serialVersionUID = 1;
    private final Set<String> keys = new HashSet<>();

    Asked(Map<String, Text> all) {
      super(all);
    }

    @Override
    public @Nullable Text get(@Nullable Object key) {
      keys.add(String.valueOf(key));
      return super.get(key);
    }
  }

  static List<Language> languages() {
    return Languages.OURS.all();
  }

  private static List<String> sentences(Language language, Texts texts) {
    return PAGES.entrySet().stream()
        .flatMap(pages -> {
          Sentences said = pages.getValue().apply(new Messages.InLanguage(language, texts));
          return Arrays.stream(pages.getKey().getMethods())
              .filter(m -> m.isDefault() && m.getDeclaringClass() != Sentences.class)
              .filter(m -> !m.getName().equals("autocomplete"))
              .flatMap(m -> said(m, said));
        })
        .distinct()
        .toList();
  }

  private static Stream<String> said(Method method, Sentences pages) {
    return IntStream.range(0, 20)
        .mapToObj(round ->
            Arrays.stream(method.getParameterTypes())
                .map(type -> value(method, type, round))
                .toArray())
        .map(values -> {
          try {
            return method.invoke(pages, values);
          } catch (ReflectiveOperationException e) {
            throw new LinkageError(method.getName(), e);
          }
        })
        .map(said -> said instanceof Optional<?> optional ? optional.orElseThrow() : said)
        .filter(String.class::isInstance)
        .map(String.class::cast)
        // Nothing to say.
        .filter(said -> !said.isEmpty());
  }

  private static Object value(Method method, Class<?> type, int round) {
    List<?> all =
        type == String.class
            ? NAMES.getOrDefault(method.getName(), List.of("Music Player"))
            : type.isEnum()
                ? List.of(type.getEnumConstants())
                : VALUES.getOrDefault(type, List.of());
    return all.get(
        (type == Duration.class && round >= all.size() ? all.size() - 1 : round) % all.size());
  }

  @ParameterizedTest
  @MethodSource("dev.mapae.resourceowner.MessagesTests#languages")
  void each_has_a_sentence_and_each_is_said_by_a_method(Language language) {
    Asked asked = new Asked(Texts.read(language));
    assertThat(sentences(language, new Texts(asked))).hasSizeGreaterThan(200);
    new Messages.InLanguage(language, new Texts(asked))
        .accessWhileAway(Duration.ofDays(2), Duration.ofDays(1));
    Set<String> neverSaid = new HashSet<>(asked.keySet());
    neverSaid.removeAll(asked.keys);
    // English has a name for each of the twelve, so that it never says the number.
    assertThat(neverSaid).isSubsetOf("month");
  }

  /// In both languages alike, so that comparing them finds nothing.
  @Test
  void a_place_that_no_method_fills_is_found() {
    Map<String, Text> texts = new HashMap<>(Texts.read(Language.ENGLISH));
    texts.put("signInLead", Text.parse("{clinet} asks you to sign in."));
    assertThatThrownBy(() -> sentences(Language.ENGLISH, new Texts(texts)))
        .hasStackTraceContaining("There is no value for {clinet}.");
  }

  @Test
  void korean_is_korean_and_english_is_not() {
    assertThat(sentences(Language.KOREAN, Texts.of(Language.KOREAN)))
        .filteredOn(said -> !said.matches("(?s).*[가-힣].*"))
        .allSatisfy(said -> assertThat(said).matches("2026\\. \\d+\\. 1\\. 12:00 Z|Firefox"));
    assertThat(sentences(Language.ENGLISH, Texts.of(Language.ENGLISH)))
        .filteredOn(said -> said.matches("(?s).*[가-힣].*"))
        .isEmpty();
  }

  @Test
  void both_languages_have_the_same_texts_with_the_same_places() {
    Map<String, Set<String>> english = places(Language.ENGLISH);
    Map<String, Set<String>> korean = places(Language.KOREAN);
    assertThat(korean.keySet()).isEqualTo(english.keySet());
    assertThat(korean).isEqualTo(english);
  }

  /// They may have come by a link, a provider or a site, and have no password at all.
  @ParameterizedTest
  @MethodSource("dev.mapae.resourceowner.MessagesTests#languages")
  void nothing_that_is_said_after_any_first_factor_speaks_of_a_password(Language language) {
    Map<String, Text> texts = Texts.read(language);
    assertThat(
            Stream.of(
                "secondFactorLead",
                "enrolLead",
                "wrongPasskey",
                "security.isProtected",
                "security.isAlwaysProtected",
                "security.isNotProtected",
                "security.isNotProtectedByPasskey",
                "security.passkeysLeadAfterAnother",
                "security.passkeyRule",
                "account.lead.ACTIVITY",
                "account.happened.SECOND_FACTOR_REFUSED"))
        .allSatisfy(key ->
            assertThat(texts.get(key).with(Map.of()))
                .isNotBlank()
                .doesNotContainIgnoringCase("password")
                .doesNotContain("비밀번호"));
  }

  /// Of the texts that both must have: not those for one or for none.
  private static Map<String, Set<String>> places(Language language) {
    return Texts.read(language).entrySet().stream()
        .filter(text -> !text.getKey().matches(".*\\.\\d+"))
        .collect(Collectors.toMap(Map.Entry::getKey, text -> text.getValue().places()));
  }

  @Nested
  class A_text {
    @Test
    void has_places_for_values_which_are_put_in_as_they_are() {
      assertThat(
              Text.parse("{client} asks {person}.")
                  .with(Map.of("client", "{person}", "person", "$1")))
          .isEqualTo("{person} asks $1.");
    }

    @Test
    void may_be_another_one_for_one_or_for_none() {
      AccountMessages english = Languages.OURS.messages(Language.ENGLISH).account();
      assertThat(english.sessionsEnded(1)).isEqualTo("You are signed out in one other browser.");
      assertThat(english.sessionsEnded(2)).isEqualTo("You are signed out in 2 other browsers.");
      assertThat(Languages.OURS.messages(Language.ENGLISH).security().codesLeft(0))
          .startsWith("You have no recovery codes.");
    }

    @ParameterizedTest
    @CsvSource({
      "포트,   은/는, 포트는",
      "마을,   은/는, 마을은",
      "서울,   으로/로, 서울로",
      "부산,   으로/로, 부산으로",
      "앱 3,   이/가, 앱 3이",
      "앱 2,   과/와, 앱 2와",
      "앱 1,   으로/로, 앱 1로",
      "a@b.kr, 은/는, a@b.kr은(는)",
      "a@b.kr, 으로/로, a@b.kr(으)로",
      "'',     을/를, 을(를)",
    })
    void has_the_korean_particle_that_fits(String word, String particle, String said) {
      assertThat(Text.parse("{word:" + particle + "}").with(Map.of("word", word))).isEqualTo(said);
    }
  }

  @Nested
  class A_file {
    @Test
    void has_comments_continued_lines_and_escapes() {
      TextFile file =
          TextFile.parse(
              """
              # of a mail
              ! this too

              letter = Hello,\\n\\
                  \\n\\
                  you \\u00e9\\\\.
              empty=
              """);
      assertThat(file.mistakes()).isEmpty();
      assertThat(file.entries())
          .containsExactly(
              new TextFile.Entry(4, "letter", "Hello,\n\nyou é\\."),
              new TextFile.Entry(7, "empty", ""));
    }

    @Test
    void says_in_which_line_a_mistake_is() {
      assertThat(TextFile.parse("a=1\nnonsense\na=2\n").mistakes())
          .containsExactly(
              new TextFile.Mistake(2, "this is no text; write it as key=text"),
              new TextFile.Mistake(3, "a is in line 1 already; remove one of them"));
    }
  }
}
