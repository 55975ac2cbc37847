package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.Connections.Result;
import dev.mapae.authorizationserver.interaction.UpstreamTrouble;
import java.util.Map;

/// Every sentence about other providers by which people sign in.
interface UpstreamMessages extends Sentences {
  /// Before the ways to them.
  default String others() {
    return text("upstream.others");
  }

  default String goTo(String provider) {
    return text("upstream.goTo", Map.of("provider", provider));
  }

  default String trouble(UpstreamTrouble trouble) {
    return switch (trouble) {
      // As after a right password.
      case ADDRESS_UNCONFIRMED -> text("addressUnconfirmed");
      case ADDRESS_UNCONFIRMED_TOO_MANY -> text("addressToConfirmLater");
      case ADDRESS_UNCONFIRMABLE -> text("addressUnconfirmable");
      case UNAVAILABLE, DENIED, REFUSED, NOT_FRESH, UNUSABLE, TAKEN, TOO_MANY ->
          text("upstream.trouble." + trouble.name());
    };
  }

  default String arrivedTitle() {
    return text("upstream.arrivedTitle");
  }

  default String arrived() {
    return text("upstream.arrived");
  }

  default String goOn() {
    return text("upstream.goOn");
  }

  /// Somebody came from a provider by whom nobody knows them.
  ///
  /// @param label empty for nothing
  default String newcomer(String provider, String label) {
    return label.isEmpty()
        ? text("upstream.newcomer", Map.of("provider", provider))
        : text("upstream.newcomer.named", Map.of("provider", provider, "label", label));
  }

  default String known() {
    return text("upstream.known");
  }

  default String createTitle() {
    return text("upstream.createTitle");
  }

  default String createLead() {
    return text("upstream.createLead");
  }

  default String create() {
    return text("upstream.create");
  }

  /// To the account page, for whoever signs in here in no way that the page has.
  default String otherWay() {
    return text("upstream.otherWay");
  }

  default String back() {
    return text("upstream.back");
  }

  default String connectTitle() {
    return text("upstream.connectTitle");
  }

  /// The question.
  ///
  /// @param label empty for nothing
  default String connect(String provider, String label, String username) {
    return label.isEmpty()
        ? text("upstream.connect", Map.of("provider", provider, "username", username))
        : text(
            "upstream.connect.named",
            Map.of("provider", provider, "label", label, "username", username));
  }

  default String hasMost(String provider) {
    return text("upstream.hasMost", Map.of("provider", provider));
  }

  default String connectRule() {
    return text("upstream.connectRule");
  }

  default String connectButton() {
    return text("upstream.connectButton");
  }

  default String notNow() {
    return text("upstream.notNow");
  }

  default String none() {
    return text("upstream.none");
  }

  default String connectedAt(String day) {
    return text("upstream.connectedAt", Map.of("day", day));
  }

  default String usedAt(String day) {
    return text("upstream.usedAt", Map.of("day", day));
  }

  default String disconnect() {
    return text("upstream.disconnect");
  }

  /// What a screen reader says of the button.
  ///
  /// @param label empty for nothing
  default String disconnect(String provider, String label) {
    return label.isEmpty()
        ? text("upstream.disconnectAt", Map.of("provider", provider))
        : text("upstream.disconnectAt.named", Map.of("provider", provider, "label", label));
  }

  default String moreTitle() {
    return text("upstream.moreTitle");
  }

  default String connectAt(String provider) {
    return text("upstream.connectAt", Map.of("provider", provider));
  }

  /// Empty for nothing to say, and for what [AccountMessages#lastWayIn] says.
  default String result(Result result) {
    return switch (result) {
      case ASKED, LAST -> "";
      case CONNECTED, DISCONNECTED -> text("upstream.result." + result.name());
    };
  }
}
