package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.Occasion.AccountChanged.Change;
import java.util.Map;

/// Every sentence of the mails by which people are told what happened to their account.
interface NoticeMessages extends Sentences {
  default String newBrowserSubject(String server) {
    return text("notice.newBrowserSubject", Map.of("server", server));
  }

  /// The text of a mail after a sign-in in a new browser.
  ///
  /// @param time with its zone
  /// @param browser and its system
  default String newBrowser(
      String server, String username, String time, String browser, String link) {
    return text(
        "notice.newBrowser",
        Map.of(
            "server",
            server,
            "username",
            username,
            "time",
            time,
            "browser",
            browser,
            "link",
            link));
  }

  default String changedSubject(Change change, String server) {
    return text("notice.changedSubject." + change.name(), Map.of("server", server));
  }

  default String changed(Change change, String server, String username, String link) {
    String what = text("notice.changed." + change.name());
    return text(
        "notice.changed",
        Map.of("what", what, "server", server, "username", username, "link", link));
  }
}
