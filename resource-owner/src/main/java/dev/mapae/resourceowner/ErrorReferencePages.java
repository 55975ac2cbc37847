package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.Page.NO_INTERCEPTOR;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import java.util.Optional;

/// The manual of errors: for each code the page that `error_uri` points to, and their list. RFC
/// 6749 §4.1.2.1 and §5.2.
final class ErrorReferencePages {
  private final String base;
  private final Frames frames;

  /// Makes the pages.
  ///
  /// @param base the path under which they are served, ending in `/`
  ErrorReferencePages(String base, Frames frames) {
    this.base = base;
    this.frames = frames;
  }

  /// The list of all codes.
  Response index(Request request) {
    return list(200, frames.ofManual(request), Optional.empty());
  }

  /// The page of one code; the list, with 404, for a code that is not one.
  Response get(Request request) {
    Frame frame = frames.ofManual(request);
    String code = request.path().substring(Math.min(base.length(), request.path().length()));
    if (code.isEmpty()) {
      return index(request);
    }
    return ErrorReference.of(code, frame.language())
        .map(reference -> entry(frame, reference))
        .orElseGet(() -> list(404, frame, Optional.of(DisplayName.of(code))));
  }

  private Response entry(Frame frame, ErrorReference reference) {
    return new Page(
            200,
            frame.language(),
            ContentSecurityPolicy.noForms(),
            out -> JteerrorReferenceGenerated.render(out, NO_INTERCEPTOR, frame, reference, base))
        .response();
  }

  private Response list(int status, Frame frame, Optional<String> unknownCode) {
    return new Page(
            status,
            frame.language(),
            ContentSecurityPolicy.noForms(),
            out ->
                JteerrorIndexGenerated.render(
                    out,
                    NO_INTERCEPTOR,
                    frame,
                    ErrorReference.all(frame.language()),
                    unknownCode,
                    base))
        .response();
  }
}
