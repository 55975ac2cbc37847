package dev.mapae.resourceowner;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.resourceowner.PagesBrowser.Stroke;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// WCAG 2.2 AA, in a real browser without scripts: every page in every state of [PageStates], and
/// two of [FullPages], light and dark, in English; in Korean axe looks at every state, and the rest
/// at one of each page.
@Tag("browser")
class AccessiblePagesTests {
  private static final Map<String, PageState> STATES = states();
  private static final List<String> NAMES = List.copyOf(STATES.keySet());

  /// One state of each page: what changes from one to the next is mostly words.
  private static final List<String> FIRST =
      NAMES.stream()
          .collect(toMap(name -> name.split(",", -1)[0], name -> name, (first, _) -> first))
          .values()
          .stream()
          .toList();

  /// Where the page of a state is: its language and its number.
  private static final String STATE = "/state/";

  /// Those that are as full as may be, of words in a line and of buttons.
  private static Map<String, PageState> states() {
    Map<String, PageState> states = new LinkedHashMap<>(PageStates.all());
    Map<String, PageState> full = FullPages.all();
    for (String name : List.of("consent, full of long words", "applications, many small ones")) {
      states.put(name, requireNonNull(full.get(name)));
    }
    return states;
  }

  private static final BlockingQueue<String> PRESSED = new LinkedBlockingQueue<>();

  @TempDir private static Path profile;
  private static PagesServer server;
  private static PagesBrowser browser;
  private static String axe;

  /// Whether the ten codes are within the height of a small window.
  private static final String CODES_IN_SIGHT =
      """
      [...document.querySelectorAll('#recovery-codes code')].filter(it => {
        const box = it.getBoundingClientRect();
        return box.top >= 0 && box.bottom <= 640;
      }).length == 10
      """;

  /// What is wrong, all of it at once.
  private final List<String> faults = new ArrayList<>();

  @BeforeAll
  static void open() throws IOException {
    browser = PagesBrowser.open(profile);
    server = new PagesServer(AccessiblePagesTests::answer);
    try (InputStream in = AccessiblePagesTests.class.getResourceAsStream("/axe.min.js")) {
      axe = new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static Response answer(Issuer issuer, Request request) {
    Assets assets = BrandedState.ASSETS;
    if (request.path().startsWith("/assets/")) {
      return assets.get(request);
    }
    if (request.path().startsWith(STATE)) {
      String[] which = request.path().substring(STATE.length()).split("/", -1);
      PageState state = requireNonNull(STATES.get(NAMES.get(Integer.parseInt(which[1]))));
      return state.draw(issuer, new Frames(issuer, assets), which[0]);
    }
    if (request.path().startsWith("/logos/")) {
      return assets.get(Site.request("GET", assets.icon(), ""));
    }
    if (request.path().equals("/told")) {
      return Response.of(204);
    }
    PRESSED.add(
        request.method()
            + " "
            + request.path()
            + " "
            + new String(request.body(), StandardCharsets.UTF_8));
    // 204: so that the browser stays where it is.
    return request.path().equals("/nothing") ? Response.of(204) : Response.html(200, "pressed");
  }

  @BeforeEach
  void reset() {
    browser.width(1280);
    browser.prefers("prefers-color-scheme", "light");
  }

  private interface Check {
    void of(String state);
  }

  private static String url(String name, String language) {
    return server.issuer().url(STATE + language + "/" + NAMES.indexOf(name));
  }

  private void onEach(List<String> names, List<String> languages, Check check) {
    for (String name : names) {
      for (String language : languages) {
        browser.show(url(name, language));
        check.of(name + ", " + language);
      }
    }
    assertThat(faults).isEmpty();
  }

  private void expect(String state, String what, boolean holds) {
    if (!holds) {
      faults.add(state + ": " + what);
    }
  }

  /// With `MAPAE_SCREENSHOTS`, a folder, there is a picture of every page in every state in it, in
  /// both languages, narrow and wide, light and dark: 1,500 or so, for people who look at them.
  @Test
  void are_drawn_for_who_looks_at_them() throws IOException {
    String pictures = System.getenv().getOrDefault("MAPAE_SCREENSHOTS", "");
    assumeTrue(!pictures.isEmpty(), "MAPAE_SCREENSHOTS names no folder for pictures.");
    for (int width : List.of(320, 1280)) {
      browser.width(width);
      for (String scheme : List.of("light", "dark")) {
        browser.prefers("prefers-color-scheme", scheme);
        for (String name : NAMES) {
          for (String language : List.of("en", "ko")) {
            browser.show(url(name, language));
            Files.write(
                Path.of(pictures, "%s, %s, %d, %s.png".formatted(name, language, width, scheme)),
                browser.picture());
          }
        }
      }
    }
  }

  /// Or people go on without them, and there is no second time.
  @Test
  void that_show_recovery_codes_show_all_of_them_without_scrolling() {
    for (int width : List.of(320, 1280)) {
      browser.width(width);
      onEach(
          List.of("security, new codes", "recovery codes"),
          List.of("en", "ko"),
          state ->
              expect(
                  state + ", " + width,
                  "codes are out of sight",
                  browser.ask(CODES_IN_SIGHT).equals(true)));
    }
  }

  @Nested
  class Axe {
    /// What it is not sure of counts too, but for signs that nobody reads as text.
    private static final String RUN =
        """
        axe.run(document, {
          resultTypes: ['violations', 'incomplete'],
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
          rules: {'target-size': {enabled: true}, 'label-content-name-mismatch': {enabled: true}},
          iframes: false
        }).then(found => [
            ...found.violations.map(rule => [rule.id, rule.nodes]),
            ...found.incomplete.filter(rule => rule.id == 'color-contrast').map(rule =>
              [rule.id, rule.nodes.filter(node => !/^<[^>]* aria-hidden="true"/.test(node.html))])]
          .filter(([id, nodes]) => nodes.length > 0)
          .map(([id, nodes]) => id + ' ' + nodes.map(node => node.html)))
        """;

    /// What colours decide.
    private static final String COLOURS =
        RUN.replaceFirst(
                "(?s)runOnly: .*?],",
                "runOnly: {type: 'rule', values: ['color-contrast', 'link-in-text-block']},")
            .replaceFirst("rules: .*\\n", "");

    /// All but that.
    private static final String WORDS =
        RUN.replace("{enabled: true}", "{enabled: true}, 'color-contrast': {enabled: false}");

    @Test
    void finds_nothing() {
      onEach(NAMES, List.of("en"), this::judge);
    }

    /// Of colours it is the same in every language.
    @Test
    void finds_nothing_in_korean() {
      onEach(
          NAMES,
          List.of("ko"),
          state -> {
            browser.scripts(true);
            browser.ask(axe + ";1");
            browser.list(WORDS).forEach(found -> faults.add(state + ": " + found));
            browser.scripts(false);
          });
    }

    /// Or nothing of the above would tell anything.
    @Test
    void finds_what_is_wrong_also_in_what_is_hidden() {
      browser.show(url("sign-in", "en"));
      browser.ask(
          """
          document.querySelector('main').insertAdjacentHTML('beforeend',
            '<a href="/x" aria-hidden="true">there</a><p>pale</p>');
          document.querySelector('main').lastElementChild.style.color = '#888';
          """);
      judge("spoilt");
      assertThat(faults)
          .anyMatch(fault -> fault.contains("aria-hidden-focus"))
          .anyMatch(fault -> fault.contains("color-contrast"));
    }

    private void judge(String state) {
      browser.prefers("prefers-color-scheme", "light");
      browser.scripts(true);
      browser.ask(axe + ";1");
      browser.list(RUN).forEach(found -> faults.add(state + ", light: " + found));
      browser.prefers("prefers-color-scheme", "dark");
      browser.list(COLOURS).forEach(found -> faults.add(state + ", dark: " + found));
      browser.scripts(false);
    }
  }

  @Nested
  class Section_1_4_a_page_is_readable {
    /// How far the page hangs over, and how far the card is from both edges.
    private static final String EDGES =
        """
        (() => {
          const page = document.documentElement;
          const card = document.querySelector('main').getBoundingClientRect();
          return [page.scrollWidth - page.clientWidth, card.left, page.clientWidth - card.right];
        })()
        """;

    /// Those whose text is not all there.
    private static final String CLIPPED =
        """
        [...document.querySelectorAll('main *')]
          .filter(it => getComputedStyle(it).display != 'inline'
            && it.tagName != 'INPUT' && it.scrollWidth > it.clientWidth + 1)
          .map(it => it.outerHTML.slice(0, 120))
        """;

    private void fits(String state) {
      List<?> found = browser.list("[" + EDGES + ", " + CLIPPED + "]");
      List<?> edges = (List<?>) found.getFirst();
      double left = ((Number) edges.get(1)).doubleValue();
      double right = ((Number) edges.get(2)).doubleValue();
      expect(
          state, "hangs over by " + edges.getFirst(), ((Number) edges.getFirst()).intValue() <= 0);
      expect(state, "the card is off centre: " + edges, Math.abs(left - right) <= 1 && left >= 8);
      ((List<?>) found.getLast()).forEach(clipped -> faults.add(state + ": clipped: " + clipped));
    }

    @Test
    void Section_1_4_4_and_1_4_10_and_1_4_12_whatever_its_width_and_its_text() {
      browser.prefers("prefers-reduced-motion", "reduce");
      onEach(NAMES, List.of("en"), this::fitsEverywhere);
      onEach(FIRST, List.of("ko"), this::fitsEverywhere);
    }

    private void fitsEverywhere(String state) {
      browser.width(320);
      fits(state + ", 320 px");
      weighsLittle(state);
      isStill(state);
      browser.ask("document.documentElement.style.fontSize = '200%'");
      for (int width : List.of(320, 640, 1280)) {
        browser.width(width);
        fits(state + ", 200 % at " + width + " px");
      }
      browser.width(320);
      browser.ask(
          """
          document.documentElement.style.fontSize = '';
          document.querySelectorAll('body *').forEach(it => it.style.cssText =
            'line-height: 1.5; letter-spacing: .12em; word-spacing: .16em; margin-bottom: 2em');
          true
          """);
      fits(state + ", spaced out");
    }

    /// All that comes for it to a browser that was never here.
    private void weighsLittle(String state) {
      long bytes =
          browser.number(
              """
              performance.getEntriesByType('navigation')
                .concat(performance.getEntriesByType('resource'))
                .reduce((sum, it) => sum + it.encodedBodySize, 0)
              """);
      expect(state, "weighs " + bytes, bytes > 5_000 && bytes < 30_000);
    }

    /// WCAG 2.2 §2.3.3.
    private void isStill(String state) {
      browser
          .list(
              """
              [...document.querySelectorAll('*')]
                .filter(it => {
                  const style = getComputedStyle(it);
                  return style.animationName != 'none' || parseFloat(style.transitionDuration) > 0
                    || style.scrollBehavior != 'auto';
                })
                .map(it => it.outerHTML.slice(0, 120))
              """)
          .forEach(moving -> faults.add(state + ": moves: " + moving));
    }

    @Test
    void Section_1_4_11_in_forced_colours() {
      browser.width(1280);
      browser.prefers("forced-colors", "active");
      onEach(
          NAMES,
          List.of("en"),
          state -> {
            expect(
                state,
                "not forced",
                browser.ask("matchMedia('(forced-colors: active)').matches").equals(true));
            browser
                .list(
                    """
                    [...document.querySelectorAll('button, .field input, .mistake, .caution, .done, .error')]
                      .filter(it => it.checkVisibility())
                      .filter(it => {
                        const style = getComputedStyle(it);
                        return style.borderLeftStyle == 'none' || parseFloat(style.borderLeftWidth) < 1
                          || style.borderLeftColor == getComputedStyle(document.body).backgroundColor;
                      })
                      .map(it => it.outerHTML.slice(0, 120))
                    """)
                .forEach(lost -> faults.add(state + ": has no edge: " + lost));
            browser
                .list(
                    """
                    [...document.querySelectorAll('a[href], button, input:not([type=hidden])')]
                      .filter(it => it.checkVisibility() && !it.disabled)
                      .filter(it => {
                        it.focus({focusVisible: true});
                        const style = getComputedStyle(it);
                        return style.outlineStyle == 'none' || parseFloat(style.outlineWidth) < 2
                          || style.outlineColor == getComputedStyle(document.body).backgroundColor;
                      })
                      .map(it => it.outerHTML.slice(0, 120))
                    """)
                .forEach(lost -> faults.add(state + ": shows no focus: " + lost));
          });
    }
  }

  @Nested
  class Section_2_1_the_keyboard_alone {
    private static final String CONTROLS =
        """
        window.controls = [...document.querySelectorAll(
            'a[href], button, input:not([type=hidden]), select, textarea, summary')]
          .filter(it => it.checkVisibility() && !it.disabled);
        window.visible = it => {
          const style = getComputedStyle(it);
          const at = it.getBoundingClientRect();
          return style.outlineStyle != 'none' && parseFloat(style.outlineWidth) >= 2
            && at.top >= 5 && at.bottom <= innerHeight - 5;
        };
        window.follows = (next, it) => next.top >= it.bottom - 1
          || (next.top > it.top - it.height && next.left > it.left);
        controls.length
        """;

    /// The number of what has the focus, -1 for none.
    private static final String HERE = "controls.indexOf(document.activeElement)";

    private static final String HERE_AND_VISIBLE =
        "[" + HERE + ", visible(document.activeElement)]";

    /// What a form wants before it goes anywhere. That Tab leads to it is what the other test says.
    private static final String FILL_IN =
        """
        controls.forEach(it => {
          if (it.matches('input[type=checkbox][required]')) it.checked = true;
          else if (it.matches('input:not([type=checkbox])'))
            it.value = it.type == 'email' ? 'dodo@example.com' : 'correct horse battery';
        });
        """;

    private static final String LEADS_TO =
        """
        new URL(document.activeElement.getAttribute('formaction')
          || document.activeElement.form?.getAttribute('action') || document.activeElement.href, location).pathname
        """;

    private final Set<String> pressed = new HashSet<>();

    @Test
    void Section_2_4_3_and_2_4_7_reaches_everything_in_order_and_shows_where_it_is() {
      browser.width(1280);
      onEach(
          NAMES,
          List.of("en"),
          state -> {
            long all = browser.number(CONTROLS);
            List<Long> seen = new ArrayList<>();
            for (int i = 0; i < all + 2; i++) {
              List<?> at = (List<?>) browser.tab(HERE_AND_VISIBLE);
              long here = ((Number) at.getFirst()).longValue();
              if (here >= 0) {
                seen.add(here);
                expect(state, "focus is not seen at " + here, at.getLast().equals(true));
              }
            }
            expect(state, "reached " + seen + " of " + all, new HashSet<>(seen).size() == all);
            for (int i = 1; i < seen.size(); i++) {
              expect(state, "out of order: " + seen, seen.get(i) == (seen.get(i - 1) + 1) % all);
            }
            browser
                .list(
                    """
                    controls.slice(1)
                      .filter((it, i) => !follows(it.getBoundingClientRect(), controls[i].getBoundingClientRect()))
                      .map(it => it.outerHTML.slice(0, 120))
                    """)
                .forEach(astray -> faults.add(state + ": out of place: " + astray));
          });
    }

    /// Once for each that is the same on several pages.
    @Test
    void Section_2_1_1_operates_everything() {
      browser.width(1280);
      onEach(
          FIRST,
          List.of("en"),
          state -> {
            String page = browser.ask("location.href").toString();
            List<?> controls =
                browser.list(
                    CONTROLS
                        + """
                        ; controls.map(it => it.tagName == 'BUTTON' ? [it.id, it.name, it.value].join()
                          : it.tagName == 'A' && it.origin == location.origin ? it.pathname : '')
                        """);
            for (int i = 0; i < controls.size(); i++) {
              String control = controls.get(i).toString();
              if (!control.isEmpty() && pressed.add(control)) {
                browser.show(page);
                press(state + ", " + control, i);
              }
            }
          });
    }

    private void press(String what, int index) {
      List<?> control =
          browser.list(
              CONTROLS
                  + "; %s controls[%d].focus(); [document.activeElement.tagName, document.activeElement.form?.method, document.activeElement.name || '', %s]"
                      .formatted(FILL_IN, index, LEADS_TO));
      PRESSED.clear();
      boolean link = control.getFirst().equals("A");
      String name = control.get(2).toString();
      browser.press(link || pressed.size() % 2 == 0 ? Stroke.ENTER : Stroke.SPACE);
      String heard = heard();
      boolean leadsOn = link || "get".equals(control.get(1));
      String expected = (leadsOn ? "GET " : "POST ") + control.getLast() + " ";
      expect(what, "is dead, or leads astray: " + heard, heard.startsWith(expected));
      expect(what, "is not told: " + heard, leadsOn || heard.contains(name + "="));
    }

    private String heard() {
      try {
        return Optional.ofNullable(PRESSED.poll(2, TimeUnit.SECONDS)).orElse("nothing");
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Test
    void Section_2_1_1_ticks_and_unticks_a_box() {
      browser.show(url("consent", "en"));
      browser.number(CONTROLS);
      long ticked = browser.number("document.querySelectorAll('input:checked').length");
      browser.press(Stroke.TAB);
      browser.press(Stroke.SPACE);
      assertThat(browser.number("document.querySelectorAll('input:checked').length"))
          .isEqualTo(ticked - 1);
      browser.press(Stroke.SPACE);
      assertThat(browser.number("document.querySelectorAll('input:checked').length"))
          .isEqualTo(ticked);
    }
  }
}
