package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.Page.NO_INTERCEPTOR;

import dev.mapae.authorizationserver.http.Response;

/// A page that only says something.
final class MessagePage {
  private MessagePage() {}

  static Response of(int status, Frame frame, String title, String words) {
    return new Page(
            status,
            frame.language(),
            ContentSecurityPolicy.noForms(),
            out -> JtemessageGenerated.render(out, NO_INTERCEPTOR, frame, title, words))
        .response();
  }

  /// A link that went out by mail is good no longer.
  static Response linkGone(Frame frame) {
    return of(400, frame, frame.messages().linkGoneTitle(), frame.messages().linkGone());
  }
}
