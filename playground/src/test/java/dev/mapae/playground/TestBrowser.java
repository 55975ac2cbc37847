package dev.mapae.playground;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A browser without script: it keeps cookies, follows redirects and presses buttons.
final class TestBrowser {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern FORM_TOKEN =
      Pattern.compile("name=\"form_token\" value=\"([^\"]+)\"");

  private final URI playground;
  private final String acceptLanguage;
  private final Map<String, String> cookies = new LinkedHashMap<>();

  /// Every address that was asked for, in order.
  final List<URI> visited = new ArrayList<>();

  TestBrowser(URI playground, String acceptLanguage) {
    this.playground = playground;
    this.acceptLanguage = acceptLanguage;
  }

  String cookieHeader() {
    return cookies.entrySet().stream()
        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }

  /// Asks for a page and follows redirects.
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return follow(once(HttpRequest.newBuilder(playground.resolve(path)).GET()));
  }

  /// Presses a button on the page of a flow, and follows redirects.
  HttpResponse<String> press(String flow, String action) throws IOException, InterruptedException {
    return follow(pressOnce(flow, action));
  }

  /// The same without following redirects.
  HttpResponse<String> pressOnce(String flow, String action)
      throws IOException, InterruptedException {
    return post("/" + flow + "/" + action, "form_token=" + formToken(flow));
  }

  String formToken(String flow) throws IOException, InterruptedException {
    Matcher token = FORM_TOKEN.matcher(get("/" + flow).body());
    if (!token.find()) {
      throw new AssertionError("the page has no form");
    }
    return token.group(1);
  }

  HttpResponse<String> post(String path, String form) throws IOException, InterruptedException {
    return once(
        HttpRequest.newBuilder(playground.resolve(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  HttpResponse<String> once(HttpRequest.Builder builder) throws IOException, InterruptedException {
    builder.header("Accept-Language", acceptLanguage);
    if (!cookies.isEmpty()) {
      builder.header("Cookie", cookieHeader());
    }
    HttpRequest request = builder.build();
    visited.add(request.uri());
    HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    for (String cookie : response.headers().allValues("Set-Cookie")) {
      String[] pair = cookie.split(";", 2)[0].split("=", 2);
      cookies.put(pair[0], pair[1]);
    }
    return response;
  }

  private HttpResponse<String> follow(HttpResponse<String> response)
      throws IOException, InterruptedException {
    HttpResponse<String> last = response;
    while (last.statusCode() == 303) {
      URI next = last.uri().resolve(last.headers().firstValue("Location").orElseThrow());
      last = once(HttpRequest.newBuilder(next).GET());
    }
    return last;
  }
}
