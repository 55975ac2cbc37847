package dev.mapae.distribution.tutorial;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A browser without JavaScript, and alice in front of it: it keeps cookies, follows redirects, and
/// fills in the forms that the server shows.
final class PlainBrowser {
  private static final int STEPS = 20;
  private static final Pattern FORM =
      Pattern.compile("(?s)<form method=\"post\" action=\"([^\"]*)\">(.*?)</form>");
  private static final Pattern FIELD =
      Pattern.compile("<input type=\"(hidden|checkbox)\" name=\"([^\"]*)\" value=\"([^\"]*)\"");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private final String username;
  private final String password;

  PlainBrowser(String username, String password) {
    this.username = username;
    this.password = password;
  }

  /// Opens an address, signs in and agrees wherever that is asked for.
  ///
  /// @return the address of the client that the browser is sent to at the end
  URI visit(URI start) throws IOException, InterruptedException {
    HttpRequest request = get(start);
    for (int step = 0; step < STEPS; step++) {
      HttpResponse<String> response = send(request);
      if (!request.uri().getAuthority().equals(start.getAuthority())) {
        return request.uri();
      }
      Optional<String> location = response.headers().firstValue("Location");
      request =
          location.isPresent() ? get(request.uri().resolve(location.get())) : filledIn(response);
    }
    throw new AssertionError("Going round in circles at " + request.uri());
  }

  private HttpRequest filledIn(HttpResponse<String> page) {
    var form = FORM.matcher(page.body());
    if (page.statusCode() != 200 || !form.find()) {
      throw new AssertionError("No form: " + page.statusCode() + " " + page.body());
    }
    List<String> fields = new ArrayList<>();
    FIELD
        .matcher(form.group(2))
        .results()
        .forEach(field -> fields.add(pair(field.group(2), unescape(field.group(3)))));
    if (form.group(2).contains("id=\"sign-in\"")) {
      fields.add(pair("username", username));
      fields.add(pair("password", password));
    } else {
      fields.add(pair("decision", "approve"));
    }
    return HttpRequest.newBuilder(page.uri().resolve(unescape(form.group(1))))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Origin", page.uri().getScheme() + "://" + page.uri().getAuthority())
        .POST(BodyPublishers.ofString(String.join("&", fields)))
        .build();
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    HttpRequest.Builder dressed =
        HttpRequest.newBuilder(request, (name, value) -> true).timeout(Duration.ofSeconds(30));
    // Cookies do not tell ports apart, and neither does this.
    cookies.forEach((name, value) -> dressed.header("Cookie", name + "=" + value));
    HttpResponse<String> response = http.send(dressed.build(), BodyHandlers.ofString());
    for (String cookie : response.headers().allValues("Set-Cookie")) {
      String[] pair = cookie.split(";", 2)[0].split("=", 2);
      cookies.put(pair[0], pair[1]);
    }
    return response;
  }

  private static HttpRequest get(URI uri) {
    return HttpRequest.newBuilder(uri).build();
  }

  private static String pair(String name, String value) {
    return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static String unescape(String html) {
    return html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#34;", "\"")
        .replace("&amp;", "&");
  }
}
