package dev.mapae.resourceowner;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.interaction.AccountPages.Home;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The folder in which an operator puts what is said and shown on the pages of one client.
class ClientOverridesTests {
  private static final Client CLIENT = Samples.client();
  private static final String PARTS =
      "{heading}{lead}{mistake}{form}{passkey}{email-link}{others}{newcomer}{forgotten-password}{create-account}{destination}";

  private static final Pattern MARK = Pattern.compile("class=\"of-client ([a-z-]+)\"");

  @TempDir Path folder;
  private Path servers;
  private Path clients;

  @BeforeEach
  void folders() throws IOException {
    servers = Files.createDirectory(folder.resolve("looks"));
    clients = Files.createDirectory(folder.resolve("player"));
  }

  private static void put(Path folder, String name, String content) {
    try {
      Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Overrides server() {
    Overrides.Reading reading = Overrides.read(servers, (word, _) -> word);
    assertThat(reading.mistakes()).isEmpty();
    return reading.overrides();
  }

  private Overrides.Reading client() {
    return Overrides.read(clients, server(), (word, _) -> word);
  }

  private String shown(PageState state, String language) {
    return shown(state, language, Branding.NONE);
  }

  private String shown(PageState state, String language, Branding branding) {
    Overrides.Reading reading = client();
    assertThat(reading.mistakes()).isEmpty();
    Looks looks =
        new Looks(
            new Look(Branding.NONE, server()),
            Map.of(CLIENT.id(), new Look(branding, reading.overrides())));
    Frames frames = new Frames(Site.ISSUER, new Assets("/assets/"), looks);
    return Site.html(state.draw(Site.ISSUER, frames, language));
  }

  private static PageState signIn(Client client) {
    return PageState.signIn(client, new Destination.Redirect("app.example.com"), Optional.empty());
  }

  private static PageState account() {
    return PageState.own(AccountPlace.HOME, new Home(Optional.empty(), false));
  }

  /// A client that nobody gave a look of its own.
  private static Client other() {
    return new Client(
        "other",
        CLIENT.origin(),
        CLIENT.enabled(),
        CLIENT.credentials(),
        CLIENT.keySource(),
        CLIENT.grantTypes(),
        CLIENT.redirectUris(),
        CLIENT.scope(),
        CLIENT.skipConsent(),
        CLIENT.requirements(),
        CLIENT.requestObjects(),
        CLIENT.refreshTokenReuseGrace(),
        CLIENT.lifetimes(),
        CLIENT.responses(),
        CLIENT.logout(),
        CLIENT.display(),
        CLIENT.registration(),
        CLIENT.tokenExchange(),
        CLIENT.subjects(),
        CLIENT.claims(),
        CLIENT.authentication());
  }

  @Nested
  class What_is_in_it {
    @Test
    void is_on_the_pages_of_its_requests_alone() {
      put(clients, "page-sign-in.html", PARTS + "<p>Play on.</p>");
      put(
          clients,
          "page-account.html",
          "{places}{heading}{person}{lead}{done}{deletion}{list}<p>Play on.</p>");
      put(clients, "footer.html", "<p>The players</p>");
      put(
          clients,
          "messages_en.properties",
          "signInTitle=Enter and play\naccount.title.HOME=Backstage\n");
      assertThat(shown(signIn(CLIENT), "en"))
          .contains("Play on.", "The players", "<h1>Enter and play</h1>");
      assertThat(shown(signIn(other()), "en")).doesNotContain("Play on", "players", "Enter and");
      assertThat(shown(account(), "en")).doesNotContain("Play on", "players", "Backstage");
    }

    @Test
    void is_nothing_for_one_that_registered_itself() {
      put(clients, "page-sign-in.html", PARTS + "<p>Play on.</p>");
      Client stranger = Samples.client(Origin.SELF_REGISTERED, Map.of());
      assertThat(stranger.id()).isEqualTo(CLIENT.id());
      assertThat(shown(signIn(stranger), "en")).doesNotContain("Play on.");
    }

    @Test
    void comes_from_the_server_where_it_is_not_there() {
      put(servers, "page-sign-in.html", PARTS + "<p>Of the server.</p>");
      put(servers, "sign-in.html", "<p>Use your badge.</p>");
      put(servers, "style.css", "h1 { color: red }");
      put(servers, "messages_en.properties", "signInTitle=Enter\nsignInButton=Go\n");
      put(clients, "messages_en.properties", "signInTitle=Enter and play\n");
      assertThat(shown(signIn(CLIENT), "en"))
          .contains("Of the server.", "Use your badge.", "/assets/style.", ">Go</button>")
          .contains("<h1>Enter and play</h1>", ">Password</label>");
      put(clients, "page-sign-in.html", PARTS + "<p>Of the client.</p>");
      assertThat(shown(signIn(CLIENT), "en"))
          .contains("Of the client.")
          .doesNotContain("Of the server.");
    }

    @Test
    void is_one_style_sheet_in_place_of_the_servers() {
      put(servers, "style.css", "h1 { color: red }");
      String before = shown(signIn(CLIENT), "en");
      put(clients, "style.css", "h1 { color: blue }");
      String page = shown(signIn(CLIENT), "en");
      assertThat(page.split("/assets/style\\.", -1)).hasSize(2);
      assertThat(page.replaceAll("(?s).*(/assets/style\\.[^\"]*).*", "$1"))
          .isNotEqualTo(before.replaceAll("(?s).*(/assets/style\\.[^\"]*).*", "$1"));
    }

    /// Otherwise the name of an application would teach people to type their password into it.
    @Test
    void says_who_runs_the_page_all_the_same() {
      put(clients, "header.html", "<strong>The players</strong>");
      put(clients, "footer.html", "<p>{name} plays</p>");
      assertThat(shown(signIn(CLIENT), "en"))
          .contains("<strong>The players</strong>", "<p>Mapae plays</p>")
          .contains("<span class=\"server\">id.example.com</span>")
          .contains("This page is run by Mapae, id.example.com.")
          .contains("<title>Sign in · Mapae</title>");
    }

    @Test
    void is_a_header_in_its_name_or_that_of_the_server_in_no_other() {
      put(servers, "header.html", "<strong>The server</strong>");
      put(clients, "style.css", "h1 { color: blue }");
      assertThat(shown(signIn(CLIENT), "en")).contains("<strong>The server</strong>");
      Branding player =
          new Branding(Map.of("", "Player"), Optional.empty(), Optional.empty(), List.of());
      assertThat(shown(signIn(CLIENT), "en", player))
          .contains("\"product\">Player<")
          .doesNotContain("The server");
      put(clients, "header.html", "<strong>The players</strong>");
      assertThat(shown(signIn(CLIENT), "en", player)).contains("<strong>The players</strong>");
    }
  }

  @Nested
  class What_shows_nowhere {
    @Test
    void is_noted_at_the_start() {
      put(servers, "footer_fr.html", "<p>x</p>");
      assertThat(Overrides.read(servers, (word, _) -> word).notes())
          .singleElement()
          .satisfies(note -> {
            assertThat(note.file()).isEqualTo("footer_fr.html");
            assertThat(note.says()).contains("no pages in 'fr'", "add messages_fr.properties");
          });
      put(clients, "page-account.html", all(Outline.ACCOUNT));
      put(clients, "page-sign-in.html", PARTS);
      put(clients, "page-sign-in_ko.html", PARTS);
      put(clients, "page-sign-in_fr.html", PARTS);
      assertThat(client().notes())
          .extracting(Overrides.Remark::file)
          .containsExactly("page-account.html", "page-sign-in_fr.html");
    }

    private static String all(Outline outline) {
      return outline.parts().stream().map(Part::toString).collect(joining());
    }

    /// Each page says by which template it is drawn.
    @Test
    void is_no_page_that_a_client_has() {
      Frames frames = framesOfEveryPage();
      PageStates.all()
          .forEach((name, state) -> {
            String html = Site.html(state.draw(Site.ISSUER, frames, "en"));
            Matcher mark = MARK.matcher(html);
            if (!name.startsWith("branded") && mark.find()) {
              assertThat(Outline.ofFile(mark.group(1)).orElseThrow().isOfClients())
                  .as(name)
                  .isTrue();
            }
          });
    }

    private static Frames framesOfEveryPage() {
      Map<String, Arrangement> pages = new HashMap<>();
      for (Outline outline : Outline.values()) {
        String html = all(outline) + "<p class=\"of-client %s\"></p>".formatted(outline.file());
        pages.put(outline.file(), new Arrangement(outline, new Snippet(html)));
      }
      Overrides own = new Overrides(Languages.OURS, Map.of(), pages, Optional.empty());
      return new Frames(
          Site.ISSUER,
          new Assets("/assets/"),
          new Looks(
              new Look(Branding.NONE, Overrides.NONE),
              Map.of(CLIENT.id(), new Look(Branding.NONE, own))));
    }
  }

  @Nested
  class Its_texts {
    @Test
    void are_in_languages_that_the_server_has() {
      put(servers, "messages_fr.properties", "signInTitle=Connexion\npassword=Mot de passe\n");
      put(clients, "messages_fr.properties", "signInTitle=Jouez\n");
      assertThat(shown(signIn(CLIENT), "fr"))
          .contains("<html lang=\"fr\">", "<h1>Jouez</h1>", ">Mot de passe</label>");
      assertThat(shown(signIn(other()), "fr")).contains("<h1>Connexion</h1>");
      assertThat(client().notes()).isEmpty();
    }

    /// What it says of the language is nearer to the client than what the server says of how it is
    /// spoken in one country.
    @Test
    void are_in_the_same_language_as_it_is_spoken_elsewhere() {
      put(servers, "messages_fr.properties", "signInTitle=Connexion\npassword=Mot de passe\n");
      put(servers, "messages_fr-CA.properties", "signInTitle=Ouvrir\nsignInButton=Go\n");
      put(clients, "messages_fr.properties", "signInTitle=Jouez\nsignInButton=Vite\n");
      assertThat(shown(signIn(CLIENT), "fr-CA"))
          .contains("<html lang=\"fr-CA\">", "<h1>Jouez</h1>", ">Mot de passe</label>");
      put(clients, "messages_fr-CA.properties", "signInTitle=Jouons\n");
      assertThat(shown(signIn(CLIENT), "fr-CA")).contains("<h1>Jouons</h1>", ">Vite</button>");
      assertThat(shown(signIn(CLIENT), "fr")).contains("<h1>Jouez</h1>");
    }

    @Test
    void are_in_no_other() {
      put(clients, "messages_fr.properties", "signInTitle=Jouez\n");
      assertThat(client().mistakes())
          .containsExactly(
              new Overrides.Remark(
                  "messages_fr.properties",
                  1,
                  "the server has no pages in 'fr'; put this file into the folder of its own 'branding'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"product=Player", "runBy=This page is run by {name}, {server}."})
    void do_not_say_whose_the_page_is(String line) {
      put(clients, "messages_en.properties", "signInTitle=Play\n" + line + "\n");
      assertThat(client().mistakes())
          .singleElement()
          .satisfies(m -> {
            assertThat(m.line()).isEqualTo(2);
            assertThat(m.says()).contains("says whose the page is, which no client changes");
          });
    }

    @Test
    void are_held_to_what_they_have_to_say() {
      put(clients, "messages_en.properties", "signInLead=Play.\nsignInTitel=Play\n");
      assertThat(client().mistakes()).hasSize(2);
    }

    /// As for the server: what is said for one goes with what is said for many.
    @Test
    void come_with_their_own_for_one_or_none() {
      put(servers, "messages_en.properties", "tooManyCodes.1=Wait a minute.\n");
      assertThat(words().tooManyCodes(1)).isEqualTo("Wait a minute.");
      put(clients, "messages_en.properties", "tooManyCodes=Minutes: {count}\n");
      assertThat(words().tooManyCodes(1)).isEqualTo("Minutes: 1");
    }

    private Messages words() {
      return client().overrides().languages().messages(Language.ENGLISH);
    }
  }
}
