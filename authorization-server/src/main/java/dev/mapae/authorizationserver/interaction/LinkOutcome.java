package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.http.Response;
import java.util.List;

/// What came of opening a link that went out by mail. Nothing is changed by it: programs that look
/// for evil in mails open links, too.
public sealed interface LinkOutcome {
  /// Go on with this answer: the secret of the link leaves the address bar.
  record GoOn(Response response) implements LinkOutcome {}

  /// Ask whether it is meant.
  record Ask(LinkPrompt prompt) implements LinkOutcome {}

  /// It was used, is over, or is none.
  record Gone(List<String> uiLocales) implements LinkOutcome {}
}
