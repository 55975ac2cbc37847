package dev.mapae.resourceowner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Headers;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.logo.Logo;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Every page in every state, with all that it loads of ours, as it is sent to a browser. The logo
/// of a client is as heavy as one may be, and so is what an operator adds.
class PageWeightTests {
  private static final int MOST = 30_000;
  private static final Pattern ASSET = Pattern.compile("(?:href|src)=\"(/assets/[^\"]+)\"");

  /// As long as those of the server, in place of those of the tests.
  private static final String STEP = "s".repeat(59);

  private static int weight(String html, Assets assets) {
    String sent = html.replaceAll("value=\"step[^\"]*\"", "value=\"" + STEP + "\"");
    int loaded =
        ASSET
            .matcher(html)
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toSet())
            .stream()
            .mapToInt(path -> sentToABrowser(assets, path))
            .sum();
    int logo = html.contains("src=\"/logos/") ? Logo.LONGEST : 0;
    return sent.getBytes(UTF_8).length + loaded + logo;
  }

  private static int sentToABrowser(Assets assets, String path) {
    Headers headers = Headers.of(List.of(Map.entry("Accept-Encoding", "gzip, deflate, br")));
    return assets
        .get(new Request("GET", path, "", headers, new byte[0], "127.0.0.1"))
        .body()
        .length;
  }

  /// However many ways lead on from it.
  @Test
  void a_sign_in_page_has_its_request_twice() {
    Frames frames = new Frames(Site.ISSUER, new Assets("/assets/"));
    LongRequests.all().entrySet().stream()
        .filter(state -> state.getKey().startsWith("sign-in"))
        .forEach(state ->
            assertThat(
                    Site.html(state.getValue().draw(Site.ISSUER, frames, "en"))
                        .split("code_challenge", -1))
                .as(state.getKey())
                .hasSize(3));
  }

  @Test
  void a_page_weighs_less_than_30_KB_with_all_that_it_loads() {
    Assets assets = new Assets("/assets/");
    Frames frames = new Frames(Site.ISSUER, assets, BrandedState.heavy());
    Map<String, PageState> all = new TreeMap<>(PageStates.all());
    all.putAll(FullPages.all());
    all.putAll(LongRequests.all());
    assertThat(all).containsKey("consent, of a long request");
    // All kinds at once, which are more than are shown; there is a state with as many as are.
    all.remove("activity");
    Map<String, Integer> heavy = new TreeMap<>();
    for (String language : List.of("en", "ko")) {
      all.forEach((name, state) -> {
        int weight = weight(Site.html(state.draw(Site.ISSUER, frames, language)), assets);
        assertThat(weight).as(name + " with its style sheet").isGreaterThan(3_000);
        if (weight >= MOST) {
          heavy.put(name + ", " + language, weight);
        }
      });
    }
    assertThat(heavy).isEmpty();
  }
}
