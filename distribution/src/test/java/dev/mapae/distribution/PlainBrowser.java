package dev.mapae.distribution;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A browser without JavaScript, and a person in front of it: it keeps cookies, follows redirects,
/// and fills in the forms that the server shows.
public final class PlainBrowser {
  private static final int STEPS = 20;
  private static final Pattern FORM =
      Pattern.compile("(?s)<form method=\"post\" action=\"([^\"]*)\">(.*?)</form>");

  /// Hidden ones, and boxes that are ticked.
  private static final Pattern FIELD =
      Pattern.compile(
          "<input type=\"(?:hidden\"|checkbox\"(?=[^>]* checked>)) name=\"([^\"]*)\" value=\"([^\"]*)\"");

  /// Filled in already, where the address had it.
  private static final Pattern USER_CODE =
      Pattern.compile("name=\"user_code\" type=\"text\" value=\"([^\"]*)\"");

  private final HttpClient http;
  private final UnaryOperator<URI> doors;
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private final String username;
  private final String password;

  /// A page, at the address that the browser shows.
  private record Page(URI address, HttpResponse<String> response) {
    Optional<URI> location() {
      return response.headers().firstValue("Location").map(address::resolve);
    }

    Optional<Matcher> form() {
      return Optional.of(FORM.matcher(response.body())).filter(Matcher::find);
    }
  }

  /// A browser without cookies.
  public PlainBrowser(HttpClient http, String username, String password) {
    this(http, UnaryOperator.identity(), username, password);
  }

  /// The same, for a server that can be reached in more than one way.
  ///
  /// @param doors where to knock for an address
  public PlainBrowser(HttpClient http, UnaryOperator<URI> doors, String username, String password) {
    this.http = http;
    this.doors = doors;
    this.username = username;
    this.password = password;
  }

  /// Another browser with the cookies that this one has now.
  public PlainBrowser copy() {
    PlainBrowser copy = new PlainBrowser(http, doors, username, password);
    copy.cookies.putAll(cookies);
    return copy;
  }

  /// Opens an address, signs in and agrees wherever that is asked for, and opens the address of the
  /// client that it is sent to at the end.
  ///
  /// @return that address
  public URI visit(URI start) throws IOException, InterruptedException {
    URI end = follow(start);
    send(get(end));
    return end;
  }

  /// The same, without opening the address of the client.
  public URI follow(URI start) throws IOException, InterruptedException {
    HttpRequest request = get(start);
    for (int step = 0; step < STEPS; step++) {
      Page page = send(request);
      request = page.location().map(PlainBrowser::get).orElseGet(() -> filledIn(page));
      if (!request.uri().getAuthority().equals(start.getAuthority())) {
        return request.uri();
      }
    }
    throw new AssertionError("Going round in circles at " + request.uri());
  }

  /// Opens an address and goes no further.
  ///
  /// @return where it is sent to
  public Optional<URI> open(URI address) throws IOException, InterruptedException {
    return send(get(address)).location();
  }

  /// Opens a page and sends the form on it, unless there is none.
  ///
  /// @return the status of the last answer
  public int submit(URI address) throws IOException, InterruptedException {
    Page page = send(get(address));
    return (page.form().isPresent() ? send(filledIn(page)) : page).response().statusCode();
  }

  /// Opens an address and does what the pages want, until one wants nothing more.
  ///
  /// @return that page
  public String finish(URI start) throws IOException, InterruptedException {
    HttpRequest request = get(start);
    for (int step = 0; step < STEPS; step++) {
      Page page = send(request);
      if (page.location().isEmpty() && page.form().isEmpty()) {
        return page.response().body();
      }
      request = page.location().map(PlainBrowser::get).orElseGet(() -> filledIn(page));
    }
    throw new AssertionError("Going round in circles at " + request.uri());
  }

  /// Opens a page, sends the form on it with what is typed into its fields, and goes where that
  /// leads.
  ///
  /// @return the page there
  public String type(URI address, Map<String, String> typed)
      throws IOException, InterruptedException {
    Page page = arrive(get(address));
    Matcher form = form(page);
    List<String> fields = hidden(form);
    typed.forEach((name, value) -> fields.add(pair(name, value)));
    return arrive(posted(page, form, fields)).response().body();
  }

  private Page arrive(HttpRequest start) throws IOException, InterruptedException {
    Page page = send(start);
    for (int step = 0; step < STEPS && page.location().isPresent(); step++) {
      page = send(get(page.location().get()));
    }
    return page;
  }

  private static Matcher form(Page page) {
    return page.form()
        .orElseThrow(() ->
            new AssertionError(
                "No form: " + page.response().statusCode() + " " + page.response().body()));
  }

  private static List<String> hidden(Matcher form) {
    List<String> fields = new ArrayList<>();
    FIELD
        .matcher(form.group(2))
        .results()
        .forEach(field -> fields.add(pair(field.group(1), unescape(field.group(2)))));
    return fields;
  }

  private HttpRequest filledIn(Page page) {
    Matcher form = form(page);
    List<String> fields = hidden(form);
    USER_CODE
        .matcher(form.group(2))
        .results()
        .forEach(field -> fields.add(pair("user_code", unescape(field.group(1)))));
    if (form.group(2).contains("id=\"sign-in\"")) {
      fields.add(pair("username", username));
      fields.add(pair("password", password));
    } else if (form.group(2).contains("id=\"approve\"")) {
      fields.add(pair("decision", "approve"));
    }
    return posted(page, form, fields);
  }

  private static HttpRequest posted(Page page, Matcher form, List<String> fields) {
    return HttpRequest.newBuilder(page.address().resolve(unescape(form.group(1))))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Origin", page.address().getScheme() + "://" + page.address().getAuthority())
        .POST(BodyPublishers.ofString(String.join("&", fields)))
        .build();
  }

  private Page send(HttpRequest request) throws IOException, InterruptedException {
    HttpRequest.Builder dressed =
        HttpRequest.newBuilder(request, (name, value) -> true)
            .uri(doors.apply(request.uri()))
            .timeout(Duration.ofSeconds(30));
    // Cookies do not tell ports apart, and neither does this.
    if (!cookies.isEmpty()) {
      dressed.header(
          "Cookie",
          cookies.entrySet().stream().map(Object::toString).collect(Collectors.joining("; ")));
    }
    HttpResponse<String> response = Unanswered.send(http, dressed.build());
    for (String cookie : response.headers().allValues("Set-Cookie")) {
      String[] pair = cookie.split(";", 2)[0].split("=", 2);
      cookies.put(pair[0], pair[1]);
    }
    return new Page(request.uri(), response);
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
