package dev.mapae.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Goes through the pages of a server by their links and buttons, from page to page: whatever page
/// there is that something leads to, it finds.
final class PageWalk {
  /// So that a server that makes up links for ever has an end.
  private static final int MOST = 100;

  private static final Pattern LINK = Pattern.compile("<a\\b[^>]* href=\"([^\"]+)\"");
  private static final Pattern BUTTON = Pattern.compile("<button\\b[^>]* formaction=\"([^\"]+)\"");
  private static final Pattern FORM =
      Pattern.compile("<form id=\"onward\"(.*?)</form>", Pattern.DOTALL);
  private static final Pattern FIELD = Pattern.compile(" name=\"([^\"]*)\" value=\"([^\"]*)\"");
  private static final Pattern ASSET =
      Pattern.compile("<(?:link|script|img)\\b[^>]* (?:href|src)=\"([^\"]+)\"");

  /// What leads to a provider of somebody else.
  private static final String AWAY = "/upstream/";

  private final FormBrowser browser;

  PageWalk(FormBrowser browser) {
    this.browser = browser;
  }

  /// A page that was found.
  ///
  /// @param bytes with all that it loads from the server, as it is sent
  record Found(URI uri, int bytes) {}

  /// Finds all pages by their path. Of each path one is opened, the first that something leads to.
  Map<String, Found> from(Collection<URI> starts) throws IOException, InterruptedException {
    Map<String, Found> found = new LinkedHashMap<>();
    Deque<URI> open = new ArrayDeque<>(starts);
    Set<String> seen = starts.stream().map(URI::getPath).collect(Collectors.toSet());
    while (!open.isEmpty() && found.size() < MOST) {
      URI uri = open.remove();
      HttpResponse<String> answer = browser.open(uri);
      if (!isPage(answer)) {
        continue;
      }
      found.put(uri.getPath(), new Found(uri, bytes(answer)));
      Stream.concat(targets(LINK, answer), buttons(answer))
          .filter(target -> !target.getPath().contains(AWAY))
          .filter(target -> seen.add(target.getPath()))
          .forEach(open::add);
    }
    return found;
  }

  /// Whether an answer is a page, whatever it says: also one that tells of an error.
  static boolean isPage(HttpResponse<String> answer) {
    return FormBrowser.location(answer).isEmpty()
        && answer.statusCode() < 500
        && answer.headers().firstValue("Content-Type").orElse("").startsWith("text/html");
  }

  private int bytes(HttpResponse<String> page) throws IOException, InterruptedException {
    int bytes = size(page);
    for (URI asset : targets(ASSET, page).collect(Collectors.toSet())) {
      bytes += size(browser.open(asset));
    }
    return bytes;
  }

  private static int size(HttpResponse<String> answer) {
    return answer.body().getBytes(StandardCharsets.UTF_8).length;
  }

  /// Where the buttons lead that take the fields of a form along.
  private static Stream<URI> buttons(HttpResponse<String> page) {
    String fields =
        FORM.matcher(page.body())
            .results()
            .flatMap(form -> FIELD.matcher(form.group(1)).results())
            .map(field -> encoded(field.group(1)) + "=" + encoded(field.group(2)))
            .collect(Collectors.joining("&"));
    return targets(BUTTON, page).map(target -> URI.create(target + "?" + fields));
  }

  private static String encoded(String attribute) {
    return URLEncoder.encode(FormBrowser.unescaped(attribute), StandardCharsets.UTF_8);
  }

  /// Where a page leads, on the same server.
  private static Stream<URI> targets(Pattern pattern, HttpResponse<String> page) {
    return pattern
        .matcher(page.body())
        .results()
        .map(found -> page.uri().resolve(FormBrowser.unescaped(found.group(1))))
        .filter(target -> page.uri().getAuthority().equals(target.getAuthority()));
  }
}
