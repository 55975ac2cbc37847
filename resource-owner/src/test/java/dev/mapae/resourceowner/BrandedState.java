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

  private BrandedState() {}

  private static Logo logo(String colour) {
    String svg =
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 120 36'><rect width='120' height='36' rx='8' fill='%s'/></svg>"
            .formatted(colour);
    return ((Logo.Reading.Usable) Logo.read(svg.getBytes(StandardCharsets.UTF_8))).logo();
  }

  private static PageState with(PageState state, Looks looks) {
    return (issuer, _, language) -> state.draw(issuer, new Frames(issuer, ASSETS, looks), language);
  }

  static PageState ofServer(PageState state) {
    return with(state, new Looks(ACME, Map.of(), Overrides.NONE));
  }

  static PageState ofClient(PageState state) {
    return with(state, new Looks(ACME, Map.of(Samples.client().id(), PLAYER), Overrides.NONE));
  }

  static PageState inPieces(PageState state) {
    return with(
        state,
        new Looks(
            ACME,
            Map.of(),
            new Overrides(
                Languages.OURS,
                Map.of(
                    "header", new Snippet("<strong class=\"product\">{name}</strong>"),
                    "sign-in", new Snippet("<p class=\"caution\">This is for our own people.</p>"),
                    "sign-in_ko", new Snippet("<p class=\"caution\">직원만 사용할 수 있습니다.</p>"),
                    "footer",
                        new Snippet("<p><a href=\"https://acme.example/\">Acme</a>, {server}</p>")),
                Optional.of(".card { border-radius: 0 }"))));
  }
}
