package dev.mapae.testing;

import dev.mapae.protocol.Parameters;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a browser was answered with: a page of the server, or where to go.
record Page(URI address, int status, Optional<URI> location, String html) {
  private static final Pattern FORM =
      Pattern.compile("(?s)<form method=\"post\" action=\"([^\"]*)\">(.*?)</form>");
  private static final Pattern FORM_POST =
      Pattern.compile(
          "(?s)<form id=\"form-post\" method=\"post\" action=\"([^\"]*)\">(.*?)</form>");
  private static final Pattern SECRET = Pattern.compile("id=\"secret\">([A-Z2-7]+)<");
  private static final Pattern CONTINUE = Pattern.compile("id=\"continue\" href=\"([^\"]*)\"");
  private static final Pattern HIDDEN =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"");
  private static final Pattern BOX =
      Pattern.compile(
          "<input type=\"checkbox\" name=\"([^\"]*)\" value=\"([^\"]*)\" checked(?! disabled)");
  private static final Pattern ERROR = Pattern.compile("(?s)id=\"error\"[^>]*>(.*?)</p>");
  private static final Pattern TITLE = Pattern.compile("(?s)<title>(.*?)</title>");

  /// Where it sends the browser: by redirect, or by a form that is posted at once, whose fields are
  /// the query then. OAuth 2.0 Form Post Response Mode §2.
  Optional<URI> goal() {
    Matcher form = FORM_POST.matcher(html);
    return form.find() ? Optional.of(posted(form.group(1), form.group(2))) : location;
  }

  private static URI posted(String action, String form) {
    String uri = unescaped(action);
    return URI.create(uri + (uri.contains("?") ? "&" : "?") + Parameters.of(hidden(form)).encode());
  }

  /// The secret for an app that makes codes, in Base 32.
  Optional<String> secret() {
    return first(SECRET);
  }

  /// The link that leads on from the recovery codes, which somebody is to write down.
  Optional<URI> further() {
    return first(CONTINUE)
        .filter(link -> html.contains("id=\"recovery-codes\""))
        .map(link -> address.resolve(unescaped(link)));
  }

  private Optional<String> first(Pattern pattern) {
    Matcher found = pattern.matcher(html);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  /// Whether there is a button of this id in its first form.
  boolean has(String button) {
    Matcher form = FORM.matcher(html);
    return form.find() && form.group(2).contains("id=\"" + button + "\"");
  }

  /// The error that it tells the person, code first.
  Optional<String> error() {
    return first(ERROR).map(error -> unescaped(error.replaceAll("<[^>]*>", "")));
  }

  String title() {
    return first(TITLE).map(Page::unescaped).orElse("status " + status);
  }

  /// Where its first form goes.
  URI action() {
    return address.resolve(unescaped(form().group(1)));
  }

  /// What its first form sends: what is hidden in it, its boxes, and what is typed or pressed.
  ///
  /// @param ticked which boxes stay ticked
  String fields(Predicate<String> ticked, Map<String, String> typed) {
    String form = form().group(2);
    Map<String, List<String>> fields = hidden(form);
    BOX.matcher(form)
        .results()
        .filter(box -> ticked.test(unescaped(box.group(2))))
        .forEach(box ->
            fields
                .computeIfAbsent(box.group(1), name -> new ArrayList<>())
                .add(unescaped(box.group(2))));
    typed.forEach((name, value) -> fields.put(name, List.of(value)));
    return Parameters.of(fields).encode();
  }

  private static Map<String, List<String>> hidden(String form) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    HIDDEN
        .matcher(form)
        .results()
        .forEach(field -> fields.put(field.group(1), List.of(unescaped(field.group(2)))));
    return fields;
  }

  private Matcher form() {
    Matcher form = FORM.matcher(html);
    if (!form.find()) {
      throw new IllegalStateException("There is nothing to fill in on the page '" + title() + "'.");
    }
    return form;
  }

  private static String unescaped(String html) {
    return html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }
}
