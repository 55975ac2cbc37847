package dev.mapae.resourceowner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The pages that `error_uri` points to. RFC 6749 §4.1.2.1 and §5.2.
class ErrorReferenceTests {
  private final Site site = Site.of(PreparedInteraction.usual());

  /// The code of every error that exists, learned from the errors themselves.
  private static Set<String> codes() {
    return Arrays.stream(ProtocolError.class.getPermittedSubclasses())
        .map(ErrorReferenceTests::sample)
        .map(ProtocolError::code)
        .collect(Collectors.toSet());
  }

  private static ProtocolError sample(Class<?> kind) {
    Class<?>[] types =
        Arrays.stream(kind.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    Map<Class<?>, Object> others =
        Map.of(
            Scope.class,
            Scope.empty(),
            List.class,
            List.of(),
            Optional.class,
            Optional.empty(),
            Duration.class,
            Duration.ZERO,
            ProtocolError.class,
            new ProtocolError.InvalidRequest("why"));
    Object[] values = Arrays.stream(types).map(t -> others.getOrDefault(t, "why")).toArray();
    try {
      return (ProtocolError) kind.getConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("An error that is no plain record: " + kind, e);
    }
  }

  private static Properties texts(Language language) throws IOException {
    Properties texts = new Properties();
    String file = "errors_" + language.tag() + ".properties";
    try (InputStream in = ErrorReference.class.getResourceAsStream(file)) {
      texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return texts;
  }

  @Nested
  class Complete {
    @ParameterizedTest
    @MethodSource("dev.mapae.resourceowner.MessagesTests#languages")
    void every_code_of_the_protocol_is_explained_and_no_other(Language language) {
      assertThat(ErrorReference.all(language))
          .extracting(ErrorReference::code)
          .containsExactlyInAnyOrderElementsOf(codes());
    }

    @ParameterizedTest
    @MethodSource("dev.mapae.resourceowner.MessagesTests#languages")
    void each_has_causes_ways_to_mend_them_and_sections(Language language) {
      assertThat(ErrorReference.all(language))
          .allSatisfy(r -> {
            assertThat(r.summary()).isNotBlank();
            assertThat(r.meaning()).isNotBlank();
            assertThat(r.causes()).isNotEmpty();
            assertThat(r.sections()).isNotEmpty();
          });
    }

    @Test
    void both_languages_say_the_same_things() throws IOException {
      assertThat(texts(Language.KOREAN).stringPropertyNames())
          .isEqualTo(texts(Language.ENGLISH).stringPropertyNames());
    }

    @ParameterizedTest
    @MethodSource("dev.mapae.resourceowner.MessagesTests#languages")
    void every_text_is_shown_somewhere(Language language) throws IOException {
      long shown =
          ErrorReference.all(language).stream().mapToLong(r -> 2 + 2L * r.causes().size()).sum();
      assertThat(texts(language)).hasSize((int) shown);
    }

    @Test
    void korean_is_korean() throws IOException {
      assertThat(texts(Language.KOREAN).values())
          .allSatisfy(text -> assertThat((String) text).containsPattern("[가-힣]"));
      assertThat(texts(Language.ENGLISH).values())
          .allSatisfy(text -> assertThat((String) text).doesNotContainPattern("[가-힣]"));
    }
  }

  @Nested
  class The_page_of_a_code {
    @Test
    void says_what_it_means_why_it_comes_and_how_to_mend_it() {
      Response page = site.get("/errors/invalid_grant", "en");
      assertThat(page.status()).isEqualTo(200);
      assertThat(Site.text(Site.html(page)))
          .contains("The authorization code or the refresh token is not valid.")
          .contains("60 seconds")
          .contains("Redeem each code exactly once")
          .contains("code_verifier does not belong to the code_challenge");
    }

    @Test
    void links_to_the_section_that_defines_it() {
      assertThat(Site.html(site.get("/errors/insufficient_scope")))
          .contains(
              "<a href=\"https://www.rfc-editor.org/rfc/rfc6750#section-3.1\">RFC 6750 §3.1</a>");
      assertThat(Site.html(site.get("/errors/login_required")))
          .contains(
              "<a href=\"https://openid.net/specs/openid-connect-core-1_0.html#AuthError\">OIDC"
                  + " Core §3.1.2.6</a>");
    }

    @Test
    void comes_in_korean() {
      assertThat(Site.html(site.get("/errors/invalid_grant", "ko-KR,ko;q=0.9")))
          .contains("<html lang=\"ko\">")
          .contains("흔한 원인과 해결 방법");
    }

    @ParameterizedTest
    @MethodSource("dev.mapae.resourceowner.MessagesTests#languages")
    void is_there_for_every_code(Language language) {
      assertThat(codes())
          .allSatisfy(code -> {
            Response page = site.get("/errors/" + code, language.tag());
            assertThat(page.status()).isEqualTo(200);
            assertThat(Site.html(page)).contains("<h1><code>" + code + "</code></h1>");
          });
    }
  }

  @Nested
  class The_list {
    @Test
    void names_every_code_with_a_link() {
      String html = Site.html(site.get("/errors/"));
      assertThat(codes())
          .allSatisfy(code -> assertThat(html).contains("<a href=\"/errors/" + code + "\">"));
    }

    @Test
    void answers_404_for_a_code_that_is_none_and_does_not_run_it() {
      Response page = site.get("/errors/" + Samples.SCRIPT);
      assertThat(page.status()).isEqualTo(404);
      assertThat(Site.html(page))
          .contains("&lt;script&gt;")
          .doesNotContain("<script")
          .contains("<a href=\"/errors/invalid_grant\">");
    }

    @Test
    void lies_below_an_issuer_with_a_path() {
      Site tenant = Site.of(new Issuer("https://example.com/tenant"), PreparedInteraction.usual());
      assertThat(Site.html(tenant.get("/tenant/errors/")))
          .contains("<a href=\"/tenant/errors/invalid_grant\">");
      assertThat(tenant.get("/tenant/errors/invalid_grant").status()).isEqualTo(200);
    }
  }

  @Test
  void sections_are_read_from_their_names() {
    assertThat(
            List.of(
                ErrorReference.Section.parse("RFC 6749 §4.1.2.1"),
                ErrorReference.Section.parse("Other §1 <https://example.org/#one>")))
        .containsExactly(
            new ErrorReference.Section(
                "RFC 6749 §4.1.2.1", "https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1"),
            new ErrorReference.Section("Other §1", "https://example.org/#one"));
  }
}
