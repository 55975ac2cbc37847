package dev.mapae.distribution.settings;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.distribution.settings.Settings.Outcome.Unusable;
import dev.mapae.distribution.tutorial.Pages;
import dev.mapae.resourceowner.Branding;
import dev.mapae.resourceowner.Colour;
import dev.mapae.resourceowner.Look;
import dev.mapae.resourceowner.Looks;
import dev.mapae.resourceowner.Overrides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `branding`: how the pages look.
class BrandingSettingsTests {
  private static final String ISSUER = "issuer: https://id.example.com\n";

  @TempDir Path folder;
  private ConfigurationFile file;

  @BeforeEach
  void file() {
    file = new ConfigurationFile(folder);
  }

  private void put(String name, String content) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Files.writeString(folder.resolve(name), content);
  }

  @Test
  void says_whose_the_pages_are() throws IOException {
    put("acme.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    Looks looks =
        file.settings(
                ISSUER
                    + """
                    branding:
                      name: Acme
                      name#ko: 아크메
                      logo: acme.svg
                      accent: '#1a5fb4'
                      links:
                        - {text: Privacy, text#ko: 개인정보, url: https://acme.example/privacy}
                    """)
            .looks();
    Branding branding = looks.own().branding();
    assertThat(branding.name()).isEqualTo(Map.of("", "Acme", "ko", "아크메"));
    assertThat(branding.logo()).isPresent();
    assertThat(branding.accent().orElseThrow().light()).isEqualTo(new Colour(0x1a, 0x5f, 0xb4));
    assertThat(branding.links())
        .containsExactly(
            new Branding.Link(Map.of("", "Privacy", "ko", "개인정보"), "https://acme.example/privacy"));
  }

  /// `docs/how-to/make-it-look-like-yours.md`.
  @Test
  void the_example_of_the_how_to_starts() throws IOException {
    String page = Files.readString(Pages.ROOT.resolve("docs/how-to/make-it-look-like-yours.md"));
    String example = page.replaceAll("(?s).*?```yaml\\n(.*?)```.*", "$1");
    put("looks/acme.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    put("looks/footer.html", "<p>Help</p>");
    assertThat(file.settings(ISSUER + example).looks().own().branding().logo()).isPresent();
    assertThat(file.warnings(ISSUER + example)).isEmpty();
  }

  @Test
  void says_so_for_a_client_as_well() {
    assertThat(
            file.settings(
                    ISSUER
                        + """
                        clients:
                          - client_id: player
                            redirect_uris: [https://player.example/callback]
                            token_endpoint_auth_method: none
                            branding: {name: Player}
                        """)
                .looks()
                .clients())
        .isEqualTo(
            Map.of(
                "player",
                new Look(
                    new Branding(
                        Map.of("", "Player"), Optional.empty(), Optional.empty(), List.of()),
                    Overrides.NONE)));
  }

  /// WCAG 2.2 §1.4.3.
  @Test
  void a_colour_that_cannot_be_read_is_refused_with_the_nearest_that_can() {
    assertThat(file.mistakes(ISSUER + "branding: {accent: '#ffcc00'}"))
        .containsExactly(
            "2: 'accent' is '#ffcc00', which has a contrast of 1.34 to what is behind it, but needs 4.5 to be read; the nearest that has it is '#866b00'");
    assertThat(file.mistakes(ISSUER + "branding: {accent: '#1a5fb4', accent_dark: '#1a5fb4'}"))
        .singleElement()
        .asString()
        .startsWith("2: 'accent_dark' is '#1a5fb4', which has a contrast of 2.");
    assertThat(file.mistakes(ISSUER + "branding: {accent: '#0073b8'}"))
        .singleElement()
        .asString()
        .contains("a contrast of 4.49 ");
    assertThat(file.mistakes(ISSUER + "branding: {accent: bronze}"))
        .singleElement()
        .asString()
        .contains("no colour");
  }

  @Test
  void other_mistakes_are_told_each_with_its_line() throws IOException {
    put("logo.svg", "<svg><script/></svg>");
    assertThat(
            file.mistakes(
                ISSUER
                    + """
                    branding:
                      name#ko: 아크메
                      logo: logo.svg
                      accent_dark: '#99c1f1'
                      links:
                        - {text: Privacy, url: "http://acme.example/"}
                        - {url: "javascript:alert(1)"}
                      colour: red
                    """))
        .satisfiesExactlyInAnyOrder(
            m -> assertThat(m).startsWith("3: 'name' is there for some languages alone"),
            m -> assertThat(m).startsWith("4: 'logo' logo.svg has scripts"),
            m -> assertThat(m).startsWith("5: 'accent_dark' needs an 'accent'"),
            m -> assertThat(m).startsWith("7: 'url' is 'http://acme.example/'"),
            m -> assertThat(m).startsWith("8: 'url' is 'javascript:alert(1)'"),
            m -> assertThat(m).startsWith("8: a link has no 'text'"),
            m -> assertThat(m).startsWith("9: unknown key 'colour' in 'branding'"));
  }

  @Test
  void a_name_is_short_and_can_be_seen() {
    for (String name : List.of("'   '", "\"\\u3164\"", "\"A\\u0085\"", "A".repeat(61))) {
      assertThat(file.mistakes(ISSUER + "branding: {name: %s}".formatted(name)))
          .containsExactly("2: 'name' has to be 1 to 60 characters that are seen");
    }
  }

  @Test
  void mistakes_of_a_client_are_told_as_well() {
    assertThat(
            file.mistakes(
                ISSUER
                    + """
                    clients:
                      - client_id: player
                        redirect_uris: [https://player.example/callback]
                        token_endpoint_auth_method: none
                        branding:
                          accent: '#ffcc00'
                          overrides: looks
                          override: looks
                    """))
        .satisfiesExactlyInAnyOrder(
            m -> assertThat(m).startsWith("7: 'accent' is '#ffcc00'"),
            m -> assertThat(m).startsWith("8: 'overrides' looks: the folder cannot be read"),
            m -> assertThat(m).startsWith("9: unknown key 'override' in 'branding'"));
  }

  @Test
  void a_logo_is_small() throws IOException {
    put("acme.svg", "<svg/>" + " ".repeat(8 * 1024 - 6));
    assertThat(file.warnings(ISSUER + "branding: {logo: acme.svg}")).isEmpty();
    put("acme.svg", "<svg/>" + " ".repeat(8 * 1024 - 5));
    assertThat(file.mistakes(ISSUER + "branding: {logo: acme.svg}"))
        .containsExactly("2: 'logo' acme.svg has more than 8 KiB; make it smaller");
    assertThat(file.mistakes(ISSUER + "branding: {logo: none.svg}"))
        .singleElement()
        .asString()
        .startsWith("2: 'logo' none.svg cannot be read");
  }

  /// Ours and a small logo are within the 30 KB that a page may have.
  @Test
  void all_that_is_added_to_a_page_is_small_together() throws IOException {
    put("acme.svg", "<svg/>" + " ".repeat(5 * 1024));
    put("looks/style.css", "h1 { margin: 0 }" + " ".repeat(2 * 1024));
    String looks = ISSUER + "branding: {overrides: looks, logo: acme.svg}\n";
    assertThat(file.warnings(looks)).isEmpty();
    put("looks/style.css", "h1 { margin: 0 }" + " ".repeat(4 * 1024));
    assertThat(file.mistakes(looks))
        .singleElement()
        .asString()
        .startsWith("2: what 'branding' adds to a page has 9238 bytes");
    String player =
        """
        branding: {overrides: looks}
        clients:
          - client_id: player
            redirect_uris: [https://player.example/callback]
            token_endpoint_auth_method: none
            branding: {logo: acme.svg}
        """;
    assertThat(file.mistakes(ISSUER + player))
        .singleElement()
        .asString()
        .startsWith("7: what 'branding' adds to a page has 9238 bytes");
  }

  /// Of the pieces that stand on one page; the others come with other pages.
  @Test
  void what_is_added_by_html_counts_once_for_a_page() throws IOException {
    String kilobytes = "<p>" + "a".repeat(3000) + "</p>";
    put("looks/header.html", kilobytes);
    put("looks/header_ko.html", kilobytes);
    put("looks/sign-in.html", kilobytes);
    put("looks/consent.html", kilobytes);
    String looks = ISSUER + "branding: {overrides: looks}\n";
    assertThat(file.warnings(looks)).isEmpty();
    put("looks/footer.html", kilobytes);
    assertThat(file.mistakes(looks))
        .singleElement()
        .asString()
        .startsWith("2: what 'branding' adds to a page has 9021 bytes");
  }

  @Test
  void links_are_few() {
    String link = "{text: Help, url: 'https://acme.example/'}, ";
    assertThat(file.mistakes(ISSUER + "branding: {links: [" + link.repeat(7) + "]}"))
        .containsExactly("2: 'links' has more than 6; remove some");
  }

  @Test
  void a_folder_that_is_not_there_is_told_where_it_is_named() {
    assertThat(file.mistakes(ISSUER + "branding: {overrides: looks}"))
        .containsExactly(
            "2: 'overrides' looks: the folder cannot be read; make it, or remove 'overrides'");
  }

  @Test
  void mistakes_in_overrides_name_the_file_that_they_are_in() throws IOException {
    put("looks/messages_fr.properties", "signInTitle=Connexion\nsignInTitel=Connexion\n");
    assertThat(((Unusable) file.read(ISSUER + "branding: {overrides: looks}")).mistakes())
        .containsExactly(
            folder.resolve("looks/messages_fr.properties")
                + ":2: there is no text 'signInTitel'; did you mean 'signInTitle'?");
  }

  @Test
  void what_a_language_lacks_is_told_and_no_mistake() throws IOException {
    put("looks/messages_fr.properties", "signInTitle=Connexion\n");
    assertThat(file.read(ISSUER + "branding: {overrides: looks}").warnings())
        .singleElement()
        .asString()
        .startsWith(folder.resolve("looks/messages_fr.properties") + ":1: says nothing for ");
  }

  private static String clients(String... folders) {
    StringBuilder clients = new StringBuilder("clients:\n");
    for (int i = 0; i < folders.length; i++) {
      clients.append(
          "  - {client_id: c%d, redirect_uris: ['https://c.example/'], token_endpoint_auth_method: none, branding: {overrides: %s}}\n"
              .formatted(i, folders[i]));
    }
    return clients.toString();
  }

  @Test
  void clients_have_folders_of_their_own_or_share_one_that_is_read_once() throws IOException {
    put("a/footer.html", "<p>a</p>");
    put("b/footer.html", "<p>b</p>");
    Map<String, Look> clients = file.settings(ISSUER + clients("a", "./a", "b")).looks().clients();
    Look first = requireNonNull(clients.get("c0"));
    assertThat(requireNonNull(clients.get("c1")).overrides()).isSameAs(first.overrides());
    assertThat(requireNonNull(clients.get("c2")).overrides()).isNotSameAs(first.overrides());
  }

  @Test
  void mistakes_in_the_folder_of_a_client_name_the_file_that_they_are_in() throws IOException {
    put("a/page-device.html", "{heading}{lead}{mistake}\n{from}");
    put("a/messages_fr.properties", "signInTitle=Jouez\n");
    assertThat(((Unusable) file.read(ISSUER + clients("a"))).mistakes())
        .containsExactly(
            folder.resolve("a/messages_fr.properties")
                + ":1: the server has no pages in 'fr'; put this file into the folder of its own 'branding'",
            folder.resolve("a/page-device.html")
                + ":2: this page has no part {from}; did you mean {form}?");
  }

  @Test
  void the_folders_of_all_clients_have_an_end() throws IOException {
    String[] folders = new String[6];
    for (int i = 0; i < folders.length; i++) {
      folders[i] = "f" + i;
      for (char c = 'a'; c < 'a' + 14; c++) {
        put(folders[i] + "/messages_l" + c + ".properties", "#" + "x".repeat(250 * 1024));
        put("looks/messages_l" + c + ".properties", "signInTitle=x\n");
      }
    }
    assertThat(file.mistakes(ISSUER + "branding: {overrides: looks}\n" + clients(folders)))
        .singleElement()
        .asString()
        .startsWith("8: the folders of all clients have more than 5000 files or 16 MiB together");
  }

  /// It has the style sheet of the one and the logo of the other.
  @Test
  void what_is_added_to_a_page_of_a_client_is_told_at_the_client() throws IOException {
    put("acme.svg", "<svg/>" + " ".repeat(5 * 1024));
    put("a/style.css", "h1 { margin: 0 }" + " ".repeat(4 * 1024));
    assertThat(file.mistakes(ISSUER + "branding: {logo: acme.svg}\n" + clients("a")))
        .singleElement()
        .asString()
        .startsWith("4: what 'branding' adds to a page has 9238 bytes");
  }

  private static String links() {
    return "["
        + "{text: Help, url: 'https://acme.example/%s'}, ".formatted("a".repeat(400)).repeat(6)
        + "]";
  }

  private static String player(String branding) {
    return "clients:\n  - {client_id: c, redirect_uris: ['https://c.example/'], token_endpoint_auth_method: none, branding: {%s}}\n"
        .formatted(branding);
  }

  /// It has its own links, or those of the server.
  @Test
  void links_on_a_page_of_a_client_count_with_what_it_has_of_the_server() throws IOException {
    put("acme.svg", "<svg/>" + " ".repeat(6 * 1024));
    put("looks/style.css", "h1 { margin: 0 }" + " ".repeat(6 * 1024));
    String ofServer = ISSUER + "branding: {overrides: looks}\n";
    assertThat(file.warnings(ofServer + player("name: Player"))).isEmpty();
    assertThat(file.mistakes(ofServer + player("links: " + links())))
        .singleElement()
        .asString()
        .startsWith("4: what 'branding' adds to a page has");
    String linked = ISSUER + "branding: {links: " + links() + "}\n";
    assertThat(file.warnings(linked + player("name: Player"))).isEmpty();
    assertThat(file.mistakes(linked + player("logo: acme.svg")))
        .singleElement()
        .asString()
        .startsWith("4: what 'branding' adds to a page has");
  }
}
