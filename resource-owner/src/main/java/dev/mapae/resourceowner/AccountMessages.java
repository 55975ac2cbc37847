package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.AccountPages.Application.OnceMore;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.WayIn;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.BrowserName;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/// Every sentence of the account pages in one language.
interface AccountMessages extends ProfileMessages {
  /// On the sign-in page, where no client asks.
  default String signInLead() {
    return text("account.signInLead");
  }

  /// What the list of the pages is called.
  default String pages() {
    return text("account.pages");
  }

  default String signOut() {
    return text("account.signOut");
  }

  /// What a page is called.
  default String title(AccountPlace place) {
    return text("account.title." + place.name());
  }

  /// What can be done there.
  default String lead(AccountPlace place) {
    return text("account.lead." + place.name());
  }

  /// Of the page where whoever has no password sets one.
  default String firstPasswordLead() {
    return text("account.lead.firstPassword");
  }

  default String setPassword() {
    return text("account.setPassword");
  }

  default String passwordTooMany() {
    return text("account.passwordTooMany");
  }

  /// A time, with its zone.
  default String time(ZonedDateTime time) {
    return DateTimeFormatter.ofPattern(text("account.time.pattern"), Locale.ROOT).format(time);
  }

  /// Somebody would take away the only way in that they have.
  default String lastWayIn() {
    return text("account.lastWayIn");
  }

  /// What they do first, or one of several.
  default String wayIn(WayIn way) {
    return text("account.wayIn." + way.name());
  }

  // Sessions

  /// A browser and its system.
  default String browser(BrowserName browser) {
    String product =
        browser
            .product()
            .map(BrowserName.Product::shown)
            .orElseGet(() -> text("account.unknownBrowser"));
    return browser
        .system()
        .map(on -> text("account.browserOn", Map.of("browser", product, "system", on.shown())))
        .orElse(product);
  }

  default String thisSession() {
    return text("account.thisSession");
  }

  default String signedInSince() {
    return text("account.signedInSince");
  }

  default String lastUsed() {
    return text("account.lastUsed");
  }

  /// Of an application that holds nothing now.
  default String accessNow() {
    return text("account.accessNow");
  }

  default String address() {
    return text("account.address");
  }

  /// Ends the session in a browser; for who cannot see beside what the button stands.
  default String endSession(String browser) {
    return text("account.endSession", Map.of("browser", browser));
  }

  default String endSessionButton() {
    return text("account.endSessionButton");
  }

  default String endOthers() {
    return text("account.endOthers");
  }

  default String sessionsEnded(int ended) {
    return texts().counted("account.sessionsEnded", ended);
  }

  default String sessionsRule() {
    return text("account.sessionsRule");
  }

  default String olderSessions() {
    return text("account.olderSessions");
  }

  // Applications

  default String olderApplications() {
    return text("account.olderApplications");
  }

  default String noApplications() {
    return text("account.noApplications");
  }

  /// Of what an application holds the rest, which is in the export.
  default String moreAllowed() {
    return text("account.moreAllowed");
  }

  default String allowedSince() {
    return text("account.allowedSince");
  }

  /// Of an application that holds nothing now.
  default String onceMore(OnceMore how) {
    return switch (how) {
      case UNASKED -> text("account.remembered");
      case ASKED -> text("account.rememberedAsking");
      case NOT_AT_ALL -> text("account.notHeld");
    };
  }

  default String revoke(String client) {
    return text("account.revoke", Map.of("client", client));
  }

  default String revokeButton() {
    return text("account.revokeButton");
  }

  default String revoked(String client) {
    return text("account.revoked", Map.of("client", client));
  }

  // The first page

  default String kept() {
    return text("account.kept");
  }

  default String deletionDue() {
    return text("account.deletionDue");
  }

  default String keepButton() {
    return text("account.keepButton");
  }

  // Activity

  /// Over what the person did.
  default String doneTitle() {
    return text("account.doneTitle");
  }

  /// Over what others tried.
  default String refusedTitle() {
    return text("account.refusedTitle");
  }

  default String noActivity() {
    return text("account.noActivity");
  }

  default String olderActivity() {
    return text("account.olderActivity");
  }

  default String olderRefused() {
    return text("account.olderRefused");
  }

  default String activityRule() {
    return text("account.activityRule");
  }

  default String times(int times) {
    return texts().counted("account.times", times);
  }

  /// What happened, as a title.
  default String happened(Activity.Kind kind) {
    return text("account.happened." + kind.name());
  }

  // Data

  default String exportTitle() {
    return text("account.exportTitle");
  }

  default String exportLead() {
    return text("account.exportLead");
  }

  default String exportTooMany() {
    return text("account.exportTooMany");
  }

  default String exportButton() {
    return text("account.exportButton");
  }

  default String deleteTitle() {
    return text("account.deleteTitle");
  }

  default String deleteDeclared() {
    return text("account.deleteDeclared");
  }

  /// What comes of a deletion.
  ///
  /// @param grace within which a sign-in takes it back
  default String deleteLead(Duration grace) {
    return text("account.deleteLead", Map.of("time", span(grace)));
  }

  default String deleteConfirm() {
    return text("account.deleteConfirm");
  }

  default String deleteUnconfirmed() {
    return text("account.deleteUnconfirmed");
  }

  default String deleteButton() {
    return text("account.deleteButton");
  }

  default String deletionTakeBack() {
    return text("account.deletionTakeBack");
  }

  /// To somebody who is signed out now.
  default String deletionRequested() {
    return text("account.deletionRequested");
  }
}
