package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.PersonalPage.Outcome.Show;
import java.util.List;
import java.util.stream.Stream;

/// What surrounds the content of the account pages.
///
/// @param path of the issuer, which all pages are below
/// @param here the page that is shown
/// @param person how the page names whose it is
/// @param step the value of the hidden field `step`
record AccountFrame(Frame frame, String path, AccountPlace here, String person, String step) {
  static AccountFrame of(Frame frame, String path, AccountPlace here, Show<?> shown) {
    return new AccountFrame(frame, path, here, PersonName.of(shown.person()), shown.step());
  }

  AccountMessages messages() {
    return frame.messages().account();
  }

  /// Where a page is.
  String url(AccountPlace place) {
    return path + place.path();
  }

  /// Where this page is, for its forms.
  String url() {
    return url(here);
  }

  String signOut() {
    return path + Paths.SIGN_OUT;
  }

  List<AccountPlace> places() {
    return List.of(AccountPlace.values());
  }

  /// Those that the home page leads to.
  List<AccountPlace> others() {
    return Stream.of(AccountPlace.values()).filter(place -> place != here).toList();
  }
}
