package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.Page.NO_INTERCEPTOR;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;

/// The authorization response as a form that a script posts, or the person does by its button.
/// OAuth 2.0 Form Post Response Mode §2.
final class FormPostPage {
  private FormPostPage() {}

  static Response of(Frame frame, String redirectUri, Parameters fields, String formTarget) {
    return new Page(
            200,
            frame.language(),
            ContentSecurityPolicy.formPost(formTarget),
            out -> JteformPostGenerated.render(out, NO_INTERCEPTOR, frame, redirectUri, fields))
        .response();
  }
}
