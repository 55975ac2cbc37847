package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.PersonalPage.Outcome.Show;
import dev.mapae.protocol.Parameters;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/// What surrounds the content of the account pages.
///
/// @param path of the issuer, which all pages are below
/// @param places all that there are
/// @param here the page that is shown
/// @param person how the page names whose it is
/// @param zone in which times are told: the person's own where they said it (OIDC Core §5.1,
///   `zoneinfo`)
/// @param step the value of the hidden field `step`
/// @param query of all URLs of these pages: the languages that somebody came with
record AccountFrame(
    Frame frame,
    String path,
    List<AccountPlace> places,
    AccountPlace here,
    String person,
    ZoneId zone,
    String step,
    String query) {
  static AccountFrame of(
      Frame frame,
      String path,
      List<AccountPlace> places,
      AccountPlace here,
      Show<?> shown,
      List<String> uiLocales) {
    return new AccountFrame(
        frame,
        path,
        places,
        here,
        PersonName.of(shown.person()),
        TimeZones.of(shown.person()),
        shown.step(),
        uiLocales.isEmpty()
            ? ""
            : "?" + Parameters.empty().with("ui_locales", String.join(" ", uiLocales)).encode());
  }

  /// A time in words.
  String time(Instant at) {
    return messages().time(at.atZone(zone));
  }

  /// A day in words.
  String day(Instant at) {
    return frame.messages().day(at.atZone(zone));
  }

  AccountMessages messages() {
    return frame.messages().account();
  }

  /// Where a page is.
  String url(AccountPlace place) {
    return path + place.path() + query;
  }

  /// Where this page is, for its forms.
  String url() {
    return url(here);
  }

  /// Where this page is with a parameter.
  String urlWith(String name, String value) {
    return url() + (query.isEmpty() ? "?" : "&") + Parameters.empty().with(name, value).encode();
  }

  String signOut() {
    return path + Paths.SIGN_OUT + query;
  }

  /// Those that the home page leads to.
  List<AccountPlace> others() {
    return places.stream().filter(place -> place != here).toList();
  }
}
