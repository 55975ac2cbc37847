package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.registration.RegistrationPolicy;
import dev.mapae.authorizationserver.store.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 7591 §2, `logo_uri`: people see it on our page, and its host sees nobody.
class ClientLogoTests {
  private static final String LOGO = "https://cdn.example.com/logo.png";
  private static final byte[] PICTURE =
      "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR\0\0\0000\0\0\0000".getBytes(StandardCharsets.ISO_8859_1);

  private final List<String> fetches = new ArrayList<>();
  private Optional<NotFetched> failure = Optional.empty();
  private byte[] there = PICTURE;
  private Optional<Duration> freshFor = Optional.empty();

  private final TestServer server =
      new TestServer(Engine.preset(), with(LOGO), Seams.fetcher(this::fetch));

  private Fetched fetch(String url, DocumentType type, Origin namedBy) {
    fetches.add(namedBy + " " + type + " " + url);
    failure.ifPresent(f -> {
      throw f;
    });
    return new Fetched(there, freshFor);
  }

  private static Declarations with(String logo) {
    return Declared.with(
        Samples.declarations(),
        Samples.confidential(
            Samples.client("web", Samples.CALLBACK).display(Map.of("logo_uri", logo))));
  }

  @AfterEach
  void close() {
    server.close();
  }

  /// The path of the logo on the page.
  private String shown() {
    TestBrowser browser = new TestBrowser(server);
    browser.get(Ask.web("openid").url()).signInAs("alice");
    Matcher m = Pattern.compile("<img src=\"(/logos/[^\"]*)\" alt=\"\">").matcher(browser.html());
    assertThat(m.find()).as(browser.html()).isTrue();
    return m.group(1);
  }

  private void assertNothing(String path) {
    Response answer = server.get(path);
    assertThat(answer.status()).as(path).isEqualTo(404);
    assertThat(answer.header("Cache-Control")).contains("no-store");
  }

  @Nested
  class A_page {
    @Test
    void shows_it_from_here_and_fetches_nothing() {
      TestBrowser browser = new TestBrowser(server);
      browser.get(Ask.web("openid").url()).signInAs("alice");
      assertThat(browser.html()).contains("/logos/").doesNotContain("cdn.example.com");
      assertThat(browser.page.header("Content-Security-Policy").orElseThrow())
          .contains("img-src 'self'");
      assertThat(fetches).isEmpty();
    }

    @Test
    void of_a_client_without_one_shows_none() {
      TestBrowser browser = new TestBrowser(server);
      browser.get(Ask.of("spa", "https://spa.example.com/cb", "openid").url()).signInAs("alice");
      assertThat(browser.html()).doesNotContain("/logos/");
    }
  }

  @Nested
  class The_picture {
    @Test
    void is_fetched_once_and_sent_as_what_it_is() {
      String path = shown();
      for (int i = 0; i < 3; i++) {
        Response answer = server.get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(PICTURE);
        assertThat(answer.header("Content-Type")).contains("image/png");
        assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.header("Content-Security-Policy").orElseThrow())
            .contains("default-src 'none'", "sandbox");
        assertThat(answer.header("Cache-Control")).contains("private, max-age=3600");
        assertThat(answer.header("Set-Cookie")).isEmpty();
      }
      assertThat(fetches).containsExactly("DECLARED IMAGE " + LOGO);
    }

    @Test
    void is_fetched_again_after_the_time_that_its_host_says_within_bounds() {
      String path = shown();
      freshFor = Optional.of(Duration.ZERO);
      server.get(path);
      server.clock.advance(Duration.ofMinutes(9));
      server.get(path);
      assertThat(fetches).hasSize(1);
      server.clock.advance(Duration.ofMinutes(2));
      freshFor = Optional.of(Duration.ofDays(999));
      server.get(path);
      server.clock.advance(Duration.ofHours(23));
      server.get(path);
      assertThat(fetches).hasSize(2);
      server.clock.advance(Duration.ofHours(2));
      server.get(path);
      assertThat(fetches).hasSize(3);
    }

    @Test
    void that_is_not_there_is_not_asked_for_each_time() {
      String path = shown();
      failure = Optional.of(new NotFetched("nothing is there"));
      assertNothing(path);
      assertNothing(path);
      assertThat(fetches).hasSize(1);
      server.clock.advance(Duration.ofMinutes(11));
      failure = Optional.empty();
      assertThat(server.get(path).status()).isEqualTo(200);
    }

    @Test
    void is_asked_for_again_where_this_server_had_no_time() {
      String path = shown();
      failure = Optional.of(new NotFetched(NotFetched.Cause.THIS_SERVER, "busy"));
      assertNothing(path);
      failure = Optional.empty();
      assertThat(server.get(path).status()).isEqualTo(200);
    }

    @Test
    void is_a_picture() {
      there = "<svg onload=alert(1)>".getBytes(StandardCharsets.UTF_8);
      assertNothing(shown());
    }
  }

  @Nested
  class No_proxy_is_there {
    @Test
    void that_serves_what_this_server_did_not_link_to() {
      String path = shown();
      int mac = path.lastIndexOf('.');
      for (String other :
          List.of(
              "/logos/",
              "/logos/x",
              "/logos/..",
              "/logos/a.b.c",
              "/logos/%2e%2e.b.c",
              path.substring(0, mac),
              path.substring(0, mac + 1),
              path + "A",
              path.replace("/logos/d", "/logos/e"),
              "/logos/" + "A".repeat(5000) + ".a.b")) {
        assertNothing(other);
      }
      assertThat(fetches).isEmpty();
    }

    @Test
    void that_serves_what_the_client_had_before() {
      String path = shown();
      server.server.reconcile(with("https://cdn.example.com/other.png"));
      assertNothing(path);
      assertThat(shown()).isNotEqualTo(path);
      assertThat(fetches).isEmpty();
    }

    @Test
    void for_pages_elsewhere() {
      String path = shown();
      for (String site : List.of("cross-site", "same-site")) {
        assertThat(server.get(path, "Sec-Fetch-Site", site).status()).isEqualTo(404);
      }
      assertThat(fetches).isEmpty();
      for (String site : List.of("same-origin", "none")) {
        assertThat(server.get(path, "Sec-Fetch-Site", site).status()).isEqualTo(200);
      }
    }

    @Test
    void for_whoever_was_shown_a_page_days_ago() {
      String path = shown();
      server.clock.advance(Duration.ofDays(2));
      assertNothing(path);
      assertThat(fetches).isEmpty();
    }

    @Test
    void that_serves_a_client_which_is_switched_off() {
      String path = shown();
      server.server.reconcile(Declared.without(with(LOGO), "web"));
      assertNothing(path);
      assertThat(fetches).isEmpty();
    }

    @Test
    void that_fetches_for_one_address_without_end() {
      String path = shown();
      failure = Optional.of(new NotFetched(NotFetched.Cause.THIS_SERVER, "busy"));
      for (int i = 0; i < 100; i++) {
        assertNothing(path);
      }
      assertThat(fetches).hasSize(10);
    }
  }

  @Nested
  class Strangers {
    private final Deque<String> next = new ArrayDeque<>();
    private final List<Integer> statuses = new ArrayList<>();
    private final TestServer crowded =
        new TestServer(
            Engine.preset(),
            with(LOGO),
            Seams.registering(RegistrationPolicy.Mode.OPEN, false, this::underWay));

    @AfterEach
    void close() {
      crowded.close();
    }

    /// While one is fetched, the next is asked for.
    private Fetched underWay(String url, DocumentType type, Origin namedBy) {
      if (!next.isEmpty()) {
        statuses.add(crowded.get(next.pop()).status());
      }
      return new Fetched(PICTURE, Optional.empty());
    }

    private String shown(Ask ask) {
      TestBrowser browser = new TestBrowser(crowded);
      browser.get(ask.url()).signInAs("alice");
      Matcher m = Pattern.compile("<img src=\"(/logos/[^\"]*)\"").matcher(browser.html());
      assertThat(m.find()).as(browser.html()).isTrue();
      return m.group(1);
    }

    @Test
    void do_not_crowd_out_the_logos_of_declared_clients() {
      Registering registering = new Registering(crowded);
      for (int i = 0; i < 4; i++) {
        String logo = "https://stranger.example.com/" + i + ".png";
        Map<String, Object> stranger = registering.register(Registering.open("logo_uri", logo));
        next.add(shown(Registering.ask(stranger, "playlist.read")));
      }
      next.add(shown(Ask.web("openid")));
      assertThat(crowded.get(next.pop()).status()).isEqualTo(200);
      assertThat(statuses).containsExactly(200, 200, 200, 200);
    }
  }
}
