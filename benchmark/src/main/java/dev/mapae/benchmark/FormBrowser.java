package dev.mapae.benchmark;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A browser that knows forms and no scripts. It goes where it is sent, and fills in what it meets:
/// it signs in where it is asked to, and agrees to what it is asked.
final class FormBrowser {
  private static final int STEPS = 15;
  private static final Pattern FORM =
      Pattern.compile("<form\\b([^>]*)>(.*?)</form>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  private static final Pattern INPUT =
      Pattern.compile("<(?:input|button)\\b([^>]*)>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  private static final Pattern ATTRIBUTE =
      Pattern.compile("([\\w-]+)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')");

  /// What the pages of this or that server call the button that says no.
  private static final Set<String> NO = Set.of("abort", "cancel");

  private final Map<String, String> typed;
  private final CookieManager cookies = new LocalCookies();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).cookieHandler(cookies).build();

  /// @param typed what is typed into fields, by their name
  FormBrowser(Map<String, String> typed) {
    this.typed = typed;
  }

  /// To a browser, a server of this very machine is as safe as one with TLS, and gets cookies that
  /// are for safe ones only.
  private static final class LocalCookies extends CookieManager {
    LocalCookies() {
      super(null, CookiePolicy.ACCEPT_ALL);
    }

    @Override
    public void put(URI uri, Map<String, List<String>> headers) throws IOException {
      List<String> cookies = headers.getOrDefault("Set-Cookie", List.of());
      super.put(
          uri,
          Map.of(
              "Set-Cookie",
              cookies.stream().map(it -> it.replaceAll("(?i); *secure\\b", "")).toList()));
    }
  }

  /// Becomes a browser that was never here.
  void forget() {
    cookies.getCookieStore().removeAll();
  }

  /// Opens what is there, and goes nowhere from it.
  HttpResponse<String> open(URI uri) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  /// Goes on from page to page.
  ///
  /// @return the first answer of which this holds
  HttpResponse<String> follow(URI start, Predicate<HttpResponse<String>> until)
      throws IOException, InterruptedException {
    HttpRequest next = HttpRequest.newBuilder(start).build();
    for (int step = 0; step < STEPS; step++) {
      HttpResponse<String> answer = http.send(next, BodyHandlers.ofString());
      if (until.test(answer)) {
        return answer;
      }
      String location = location(answer);
      next =
          location.isEmpty()
              ? submit(answer)
              : HttpRequest.newBuilder(answer.uri().resolve(location)).build();
    }
    throw new IllegalStateException("no end to the pages from " + start);
  }

  /// Where an answer sends the browser; empty for a page.
  static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }

  /// Whether an answer is a page where something is to be filled in.
  static boolean hasForm(HttpResponse<String> answer) {
    return FORM.matcher(answer.body()).find();
  }

  private HttpRequest submit(HttpResponse<String> page) {
    Matcher form = FORM.matcher(page.body());
    if (!form.find()) {
      throw new IllegalStateException(
          "no form: " + page.uri() + " " + page.statusCode() + "\n" + page.body());
    }
    Map<String, String> fields = new LinkedHashMap<>();
    inputs(page.body(), form)
        .filter(input -> !input.getOrDefault("name", "").isEmpty())
        .filter(input -> !NO.contains(input.get("name")))
        .filter(input -> !input.getOrDefault("value", "").equals("deny"))
        .forEach(input -> {
          String name = input.get("name");
          fields.putIfAbsent(name, typed.getOrDefault(name, input.getOrDefault("value", "")));
        });
    String action = attributes(form.group(1)).getOrDefault("action", "");
    return HttpRequest.newBuilder(page.uri().resolve(unescaped(action)))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Origin", page.uri().resolve("/").toString().replaceAll("/$", ""))
        .POST(BodyPublishers.ofString(encode(fields)))
        .build();
  }

  /// What is in a form, and what belongs to it elsewhere on the page.
  private static Stream<Map<String, String>> inputs(String page, Matcher form) {
    String id = attributes(form.group(1)).getOrDefault("id", "");
    Stream<Map<String, String>> inside = inputs(form.group(2));
    return id.isEmpty()
        ? inside
        : Stream.concat(inside, inputs(page).filter(input -> id.equals(input.get("form"))));
  }

  private static Stream<Map<String, String>> inputs(String html) {
    return INPUT.matcher(html).results().map(tag -> attributes(tag.group(1)));
  }

  private static Map<String, String> attributes(String tag) {
    Map<String, String> attributes = new LinkedHashMap<>();
    Matcher attribute = ATTRIBUTE.matcher(tag);
    while (attribute.find()) {
      String value = attribute.group(2) == null ? attribute.group(3) : attribute.group(2);
      attributes.put(attribute.group(1), unescaped(value));
    }
    return attributes;
  }

  static String unescaped(String html) {
    return html.replace("&quot;", "\"").replace("&#x2F;", "/").replace("&amp;", "&");
  }

  private static String encode(Map<String, String> form) {
    return form.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
