package dev.mapae.resourceowner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// OAuth 2.0 Form Post Response Mode.
class FormPostResponseModeTests {
  @Nested
  class Section_2_form_post_response_mode {
    private final Site site = Site.of(PreparedInteraction.usual());
    private final Response page =
        site.pages()
            .formPost(
                Site.request("POST", "/consent", ""),
                "https://app.example.com/callback?tenant=1&x=2",
                Parameters.parse("code=abc&state=a%22%3E%3Cb&iss=https%3A%2F%2Fid.example.com"),
                "https://app.example.com",
                List.of());
    private final String html = Site.html(page);

    @Test
    void the_fields_are_hidden_inputs_of_a_form_that_posts_to_the_redirect_uri() {
      assertThat(page.status()).isEqualTo(200);
      assertThat(html)
          .contains("method=\"post\" action=\"https://app.example.com/callback?tenant=1&amp;x=2\">")
          .contains("<input type=\"hidden\" name=\"code\" value=\"abc\">")
          .contains("<input type=\"hidden\" name=\"state\" value=\"a&#34;>&lt;b\">")
          .contains("<input type=\"hidden\" name=\"iss\" value=\"https://id.example.com\">");
    }

    @Test
    void the_script_comes_from_a_file_of_ours() {
      Matcher script = Pattern.compile("<script src=\"([^\"]+)\" defer></script>").matcher(html);
      assertThat(script.find()).isTrue();
      Response file = site.get(script.group(1));
      assertThat(file.status()).isEqualTo(200);
      assertThat(file.header("Content-Type")).contains("text/javascript; charset=utf-8");
      assertThat(Site.html(file)).contains("submit");
      assertThat(html.split("<script", -1)).hasSize(2);
    }

    @Test
    void a_browser_without_javascript_has_a_button() {
      assertThat(html).contains("type=\"submit\">Continue</button>");
    }
  }
}
