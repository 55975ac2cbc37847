package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Response;
import gg.jte.TemplateOutput;
import gg.jte.html.HtmlInterceptor;
import gg.jte.html.HtmlTemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.util.Map;

/// One page on its way out: the only place where templates become answers, and the one that adds
/// the header fields which every page has.
///
/// There is no `Cross-Origin-Opener-Policy`: it would cut off the windows of clients that open the
/// sign-in in a popup and wait for it.
record Page(int status, Language language, ContentSecurityPolicy policy, Template template) {
  static final HtmlInterceptor NO_INTERCEPTOR = new NoInterceptor();

  /// A template with its parameters.
  @FunctionalInterface
  interface Template {
    void writeTo(HtmlTemplateOutput output);
  }

  Response response() {
    StringOutput html = new StringOutput();
    template.writeTo(new OwaspHtmlTemplateOutput(html));
    return Response.html(status, html.toString())
        .noStore()
        .with("Content-Language", language.tag())
        .with(ContentSecurityPolicy.HEADER, policy.value())
        .with("X-Content-Type-Options", "nosniff")
        .with("X-Frame-Options", "DENY")
        .with("Referrer-Policy", "no-referrer");
  }

  /// Generated templates ask for one, and never call it unless told so at build time.
  private static final class NoInterceptor implements HtmlInterceptor {
    @Override
    public void onHtmlTagOpened(String name, Map<String, Object> attributes, TemplateOutput out) {}

    @Override
    public void onHtmlTagClosed(String name, TemplateOutput out) {}
  }
}
