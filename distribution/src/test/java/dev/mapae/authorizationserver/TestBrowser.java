package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A browser that keeps cookies, follows redirects within the server, and fills in forms.
public final class TestBrowser {
  private static final Pattern FIELD = Pattern.compile(" name=\"([^\"]*)\" value=\"([^\"]*)\"");

  public final Map<String, String> cookies = new LinkedHashMap<>();
  private final TestServer server;

  /// Where it is: path and query.
  public String location = "";

  private Optional<String> userAgent = Optional.empty();
  private Optional<String> remoteAddress = Optional.empty();

  /// What it sees; a redirect to elsewhere is not followed.
  public Response page = Response.of(200);

  public TestBrowser(TestServer server) {
    this.server = server;
  }

  /// The same browser before the same page, served by another node from now on.
  public TestBrowser on(TestServer node) {
    TestBrowser same = new TestBrowser(node);
    same.cookies.putAll(cookies);
    same.location = location;
    same.page = page;
    same.userAgent = userAgent;
    same.remoteAddress = remoteAddress;
    return same;
  }

  /// The same browser, which says this of itself.
  public TestBrowser as(String says) {
    userAgent = Optional.of(says);
    return this;
  }

  /// The same browser at another address.
  TestBrowser at(String address) {
    remoteAddress = Optional.of(address);
    return this;
  }

  public TestBrowser get(String url) {
    return load("GET", url, Parameters.empty());
  }

  /// Posts fields to where the browser is, with the hidden `step` of the page.
  public TestBrowser submit(Parameters fields) {
    return load("POST", location, fields.with("step", hidden("step")));
  }

  public TestBrowser signIn(String username, String password) {
    return submit(Parameters.empty().with("username", username).with("password", password));
  }

  /// Looks at the page for a second, then signs in as a person of [Samples].
  public TestBrowser signInAs(String username) {
    server.clock.advance(Duration.ofSeconds(1));
    return signIn(username, Samples.password(username));
  }

  /// Approves with these boxes ticked.
  public TestBrowser approve(String... scopes) {
    return submit(Parameters.of(Map.of("decision", List.of("approve"), "scope", List.of(scopes))));
  }

  public TestBrowser deny() {
    return submit(Parameters.empty().with("decision", "deny"));
  }

  /// Goes on by the link of an error page.
  public TestBrowser goOn() {
    return follow("continue");
  }

  /// Goes on by the link of this id.
  TestBrowser follow(String id) {
    return get(way(id));
  }

  /// Where the link or the button of this id leads.
  String way(String id) {
    return way(html(), id);
  }

  /// The same of any page: a button takes the fields of its form along, and its own.
  public static String way(String html, String id) {
    Matcher link = Pattern.compile(" id=\"" + id + "\" href=\"([^\"]*)\"").matcher(html);
    if (link.find()) {
      return unescaped(link.group(1));
    }
    Matcher button =
        Pattern.compile(" id=\"" + id + "\" form=\"onward\" formaction=\"([^\"]*)\"([^>]*)>")
            .matcher(html);
    if (!button.find()) {
      throw new AssertionError("no way " + id + "\n" + html);
    }
    String form = html.replaceFirst("(?s).*<form id=\"onward\"(.*?)</form>.*", "$1");
    return button.group(1)
        + "?"
        + FIELD
            .matcher(form + button.group(2))
            .results()
            .map(f ->
                Parameters.encode(unescaped(f.group(1)))
                    + "="
                    + Parameters.encode(sent(unescaped(f.group(2)))))
            .collect(Collectors.joining("&"));
  }

  /// HTML, "form entry list": in forms every line break is this one.
  private static String sent(String value) {
    return value.replaceAll("\\r\\n|\\r|\\n", "\r\n");
  }

  private static String unescaped(String attribute) {
    return attribute
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }

  /// Where the server sends the browser, out of its own reach.
  public String redirect() {
    return page.header("Location")
        .orElseThrow(() -> new AssertionError(page.status() + " at " + location + "\n" + html()));
  }

  /// A parameter of the query of [#redirect].
  public String answer(String name) {
    return Parameters.parse(redirect().substring(redirect().indexOf('?') + 1)).required(name);
  }

  /// Whether the server sent the browser to a client.
  public boolean isAtClient() {
    return page.header("Location").isPresent();
  }

  /// The error code on a page for the person; the page sends the browser nowhere.
  public String shownError() {
    if (isAtClient()) {
      throw new AssertionError("sent to " + redirect());
    }
    return TestServer.shownError(page);
  }

  /// The token in the URL of our pages that says when this browser first came.
  public String seen() {
    return parameter("mapae_seen");
  }

  /// A parameter of the URL where it is.
  public String parameter(String name) {
    return Parameters.parse(location.substring(location.indexOf('?') + 1)).required(name);
  }

  /// The path of the page where it is.
  public String path() {
    return location.split("\\?", 2)[0];
  }

  public String html() {
    return new String(page.body(), StandardCharsets.UTF_8);
  }

  public String hidden(String name) {
    Matcher m =
        Pattern.compile("<(?:input|button)[^>]*name=\"" + name + "\"[^>]*value=\"([^\"]*)\"")
            .matcher(html());
    if (!m.find()) {
      throw new AssertionError("no field " + name + " at " + location + "\n" + html());
    }
    return m.group(1);
  }

  public TestBrowser load(String method, String url, Parameters form) {
    String next = url;
    String with = method;
    for (int hops = 0; hops < 10; hops++) {
      send(with, next, form);
      String to = page.header("Location").orElse("");
      if (!to.startsWith("/")) {
        return this;
      }
      next = to;
      with = "GET";
    }
    throw new AssertionError("too many redirects, at last to " + next);
  }

  /// Sends one request, and follows no redirect.
  Response send(String method, String url, Parameters form) {
    location = url;
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    cookies.forEach((n, v) -> headers.add(Map.entry("Cookie", n + "=" + v)));
    userAgent.ifPresent(says -> headers.add(Map.entry("User-Agent", says)));
    Request request = TestServer.request(method, url, form, headers);
    page = server.handle(remoteAddress.map(from -> from(from, request)).orElse(request));
    page.headers().stream()
        .filter(h -> h.getKey().equalsIgnoreCase("Set-Cookie"))
        .forEach(h -> keep(h.getValue()));
    return page;
  }

  private static Request from(String address, Request request) {
    return new Request(
        request.method(),
        request.path(),
        request.query(),
        request.headers(),
        request.body(),
        address);
  }

  private void keep(String setCookie) {
    String pair = setCookie.split(";", 2)[0];
    int equals = pair.indexOf('=');
    if (setCookie.contains("Max-Age=0")) {
      cookies.remove(pair.substring(0, equals));
    } else {
      cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
  }
}
