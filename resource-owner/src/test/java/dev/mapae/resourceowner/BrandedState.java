package dev.mapae.resourceowner;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pages that an operator has made their own.
final class BrandedState {
  /// Of all pages in all states; the operator's are taken in beside ours.
  static final Assets ASSETS = new Assets("/assets/");

  private static final Branding ACME =
      new Branding(
          Map.of("", "Acme Broadcasting Company of the North", "ko", "북부 아크메 방송국"),
          Optional.of(logo("#1a5fb4")),
          Optional.of(new Accent(Colour.of("#1a5fb4"), Colour.of("#99c1f1"))),
          List.of(
              new Branding.Link(Map.of("", "Help", "ko", "도움말"), "https://acme.example/help"),
              new Branding.Link(
                  Map.of("", "Privacy policy", "ko", "개인정보 처리방침"),
                  "https://acme.example/privacy")));

  private static final Branding PLAYER =
      new Branding(
          Map.of("", "Music Player", "ko", "음악 플레이어"),
          Optional.of(logo("#813d9c")),
          Optional.of(new Accent(Colour.of("#813d9c"), Colour.of("#dc8add"))),
          List.of());

  private static final Overrides PIECES =
      new Overrides(
          Languages.OURS,
          Map.of(
              "header", new Snippet("<strong class=\"product\">{name}</strong>"),
              "sign-in", new Snippet("<p class=\"caution\">This is for our own people.</p>"),
              "sign-in_ko", new Snippet("<p class=\"caution\">직원만 사용할 수 있습니다.</p>"),
              "footer", new Snippet("<p><a href=\"https://acme.example/\">Acme</a>, {server}</p>")),
          Map.of(),
          Optional.of(".card { border-radius: 0 }"));

  private BrandedState() {}

  private static Logo logo(String colour) {
    String svg =
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 120 36'><rect width='120' height='36' rx='8' fill='%s'/></svg>"
            .formatted(colour);
    return ((Logo.Reading.Usable) Logo.read(svg.getBytes(StandardCharsets.UTF_8))).logo();
  }

  /// With as much as an operator may add.
  static Looks heavy() {
    String svg = "<svg xmlns='http://www.w3.org/2000/svg'/>";
    byte[] logo =
        (svg + " ".repeat(Logo.MAX_BYTES - svg.length())).getBytes(StandardCharsets.UTF_8);
    Branding branding =
        new Branding(
            Map.of("", "N".repeat(60), "ko", "가".repeat(60)),
            Optional.of(((Logo.Reading.Usable) Logo.read(logo)).logo()),
            ACME.accent(),
            List.of());
    return new Looks(new Look(branding, Overrides.NONE), Map.of());
  }

  private static PageState with(PageState state, Looks looks) {
    return (issuer, _, language) -> state.draw(issuer, new Frames(issuer, ASSETS, looks), language);
  }

  static PageState ofServer(PageState state) {
    return with(state, new Looks(new Look(ACME, Overrides.NONE), Map.of()));
  }

  static PageState ofClient(PageState state) {
    Look client = new Look(PLAYER, Overrides.NONE);
    return with(
        state, new Looks(new Look(ACME, Overrides.NONE), Map.of(Samples.client().id(), client)));
  }

  static PageState inPieces(PageState state) {
    return with(state, new Looks(new Look(ACME, PIECES), Map.of()));
  }

  /// With templates of the server, and header and style sheet of the client.
  static PageState inTemplates(PageState state) {
    Overrides server = new Overrides(Languages.OURS, Map.of(), templates(), Optional.empty());
    Overrides client =
        new Overrides(
            Languages.OURS,
            Map.of("header", new Snippet("<strong class=\"product\">Music Player</strong>")),
            Map.of(),
            Optional.of(".side { border-block-start: 1px solid var(--line) }"));
    return with(
        state,
        new Looks(new Look(ACME, server), Map.of(Samples.client().id(), new Look(PLAYER, client))));
  }

  private static Map<String, Arrangement> templates() {
    return Map.of(
        "page-sign-in",
            signIn("For our own people, and for those who play with them.", "No badge yet?"),
        "page-sign-in_ko", signIn("우리 직원과 함께 연주하는 분들을 위한 곳입니다.", "사원증이 없으신가요?"),
        "page-consent", consent("What you allow here you can take back at any time, at {server}."),
        "page-consent_ko", consent("여기에서 허용한 것은 {server}에서 언제든지 취소할 수 있습니다."));
  }

  private static Arrangement signIn(String words, String question) {
    return new Arrangement(
        Outline.SIGN_IN,
        new Snippet(
            """
            {heading}
            <p>%s</p>
            {lead}
            {mistake}
            <div class="others">{others}{passkey}</div>
            {form}
            <div class="side">
            <h2>%s</h2>
            <p><a href="https://acme.example/badge">{name}</a></p>
            {create-account}
            {forgotten-password}
            {email-link}
            {newcomer}
            </div>
            {destination}
            """
                .formatted(words, question)));
  }

  private static Arrangement consent(String words) {
    return new Arrangement(
        Outline.CONSENT,
        new Snippet(
            """
            {logo}
            {heading}
            {caution}
            {lead}
            {person}
            <p class="caution">%s</p>
            {form}
            """
                .formatted(words)));
  }
}
