package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What a page may load and where its forms may lead. Content Security Policy Level 3.
///
/// @param script whether the page has a script
/// @param frames the sources for `frame-src`
/// @param formTargets the sources for `form-action`
record ContentSecurityPolicy(boolean script, List<String> frames, List<String> formTargets) {
  static final String HEADER = "Content-Security-Policy";

  /// At the end of the value.
  private static final String OWN_FORMS = "form-action 'self'";

  /// A scheme, or an origin; nothing that could begin another directive.
  private static final Pattern SOURCE =
      Pattern.compile("'self'|[A-Za-z][A-Za-z0-9+.-]*:(//[A-Za-z0-9._-]+(:\\d{1,5})?)?");

  /// An origin whose host is an IPv6 address, for which sources have no form.
  private static final Pattern IPV6_ORIGIN =
      Pattern.compile("(https?:)//\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");

  ContentSecurityPolicy {
    frames = List.copyOf(frames);
    formTargets = List.copyOf(formTargets);
  }

  /// For a page whose form posts to us, and whose answer may redirect to these.
  static ContentSecurityPolicy forms(List<String> redirectTargets) {
    List<String> targets = new ArrayList<>(List.of("'self'"));
    targets.addAll(redirectTargets);
    return new ContentSecurityPolicy(false, List.of(), targets);
  }

  /// For a page without a form.
  static ContentSecurityPolicy noForms() {
    return new ContentSecurityPolicy(false, List.of(), List.of());
  }

  /// For a page without a form, in which these are framed.
  static ContentSecurityPolicy frames(List<String> sources) {
    return new ContentSecurityPolicy(false, sources, List.of());
  }

  /// For the page that posts the authorization response by script.
  static ContentSecurityPolicy formPost(String target) {
    return new ContentSecurityPolicy(true, List.of(), List.of(target));
  }

  /// A page of ours whose form may lead to where people sign in: browsers hold the redirects after
  /// a post to the policy of its page.
  ///
  /// @param origin where they do
  static Response leadingTo(String origin, Response page) {
    return new Response(
        page.status(),
        page.headers().stream()
            .map(header ->
                header.getKey().equals(HEADER) && header.getValue().contains(OWN_FORMS)
                    ? Map.entry(HEADER, header.getValue() + " " + sources(List.of(origin)))
                    : header)
            .toList(),
        page.body());
  }

  /// The same for a page that also has a script.
  ContentSecurityPolicy withScript() {
    return new ContentSecurityPolicy(true, frames, formTargets);
  }

  /// The value of the header field.
  String value() {
    return "default-src 'none'; style-src 'self'; img-src 'self'; "
        + (script ? "script-src 'self'; " : "")
        + (frames.isEmpty() ? "" : "frame-src " + sources(frames) + "; ")
        + "base-uri 'none'; frame-ancestors 'none'; form-action "
        + sources(formTargets);
  }

  private static String sources(List<String> all) {
    List<String> sources =
        all.stream()
            .map(s -> IPV6_ORIGIN.matcher(s).replaceFirst("$1"))
            .filter(s -> SOURCE.matcher(s).matches())
            .distinct()
            .toList();
    return sources.isEmpty() ? "'none'" : String.join(" ", sources);
  }
}
