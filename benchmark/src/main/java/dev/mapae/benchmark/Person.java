package dev.mapae.benchmark;

import dev.mapae.protocol.Json;
import dev.mapae.protocol.Pkce;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Alice with a browser that knows forms: she signs in where she is asked to and agrees to what she
/// is asked, and the client gets its tokens. Once she is signed in, further grants need no page.
final class Person {
  private static final int STEPS = 12;
  private static final Pattern FORM =
      Pattern.compile("<form\\b([^>]*)>(.*?)</form>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  private static final Pattern INPUT =
      Pattern.compile("<(?:input|button)\\b([^>]*)>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  private static final Pattern ATTRIBUTE =
      Pattern.compile("([\\w-]+)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')");

  private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");

  /// With a code of the error, or without one.
  private static final Pattern ERROR = Pattern.compile("[?&]error(?:[=&]|$)");

  private final MeasuredServer server;
  private final CookieManager cookies = new LocalCookies();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).cookieHandler(cookies).build();

  Person(MeasuredServer server) {
    this.server = server;
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

  /// What the client gets.
  record Tokens(String accessToken, String refreshToken) {}

  /// How far she goes with an authorization request.
  enum Milestone {
    /// The page where she signs in.
    PAGE,
    /// The answer to her password.
    SIGNED_IN,
    /// The way back to the client.
    CODE
  }

  /// Takes a browser that was never here, and goes as far as this.
  ///
  /// @return whether she got there
  boolean arrive(Milestone at) throws IOException, InterruptedException {
    cookies.getCookieStore().removeAll();
    HttpResponse<String> answer = follow(authorizationRequest("bench-" + UUID.randomUUID()), at);
    String location = location(answer);
    return switch (at) {
      case PAGE -> answer.statusCode() == 200 && FORM.matcher(answer.body()).find();
      case SIGNED_IN -> !location.isEmpty() && !ERROR.matcher(location).find();
      case CODE -> CODE.matcher(location).find();
    };
  }

  /// Goes where a client sends her that asks to read her playlists, signed in as she is.
  ///
  /// @return the page that asks her
  URI askedBy(String client) throws IOException, InterruptedException {
    URI request = authorizationRequest(client, "playlist.read", "bench-" + UUID.randomUUID());
    return follow(request, Milestone.PAGE).uri();
  }

  /// Opens a page.
  ///
  /// @return whether it is there, and sends her nowhere else
  boolean opens(URI page) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
    return answer.statusCode() == 200 && answer.body().contains("</html>");
  }

  /// Grants to the client as often as this.
  List<Tokens> grant(int times) throws IOException, InterruptedException {
    List<Tokens> tokens = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      tokens.add(grant());
    }
    return tokens;
  }

  private Tokens grant() throws IOException, InterruptedException {
    String verifier = "bench-" + UUID.randomUUID() + UUID.randomUUID();
    String code = code(follow(authorizationRequest(verifier), Milestone.CODE));
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(server.uri().resolve(server.paths().token()))
                .header("Authorization", server.authorization())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    BodyPublishers.ofString(
                        encode(
                            Map.of(
                                "grant_type",
                                "authorization_code",
                                "code",
                                code,
                                "redirect_uri",
                                MeasuredServer.REDIRECT_URI,
                                "code_verifier",
                                verifier))))
                .build(),
            BodyHandlers.ofString());
    Map<String, Object> tokens = Json.parseObject(answer.body()).orElse(Map.of());
    return new Tokens(text(tokens, "access_token", answer), text(tokens, "refresh_token", answer));
  }

  private URI authorizationRequest(String verifier) {
    return authorizationRequest(MeasuredServer.CLIENT, server.personScope(), verifier);
  }

  private URI authorizationRequest(String client, String scope, String verifier) {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("response_type", "code");
    request.put("client_id", client);
    request.put("redirect_uri", MeasuredServer.REDIRECT_URI);
    request.put("scope", scope);
    request.put("state", "s");
    request.put("nonce", UUID.randomUUID().toString());
    request.put("code_challenge", Pkce.challenge(verifier));
    request.put("code_challenge_method", "S256");
    return server.uri().resolve(server.paths().authorization() + "?" + encode(request));
  }

  private static String text(Map<String, Object> tokens, String member, HttpResponse<String> from) {
    if (tokens.get(member) instanceof String text) {
      return text;
    }
    throw new IllegalStateException("no " + member + ": " + from.statusCode() + " " + from.body());
  }

  /// Goes where she is sent, and fills in what she meets, until she is there.
  private HttpResponse<String> follow(URI start, Milestone until)
      throws IOException, InterruptedException {
    HttpRequest next = HttpRequest.newBuilder(start).build();
    for (int step = 0; step < STEPS; step++) {
      HttpResponse<String> answer = http.send(next, BodyHandlers.ofString());
      String location = location(answer);
      if (location.startsWith(MeasuredServer.REDIRECT_URI)
          || (until == Milestone.PAGE && location.isEmpty())
          || (until == Milestone.SIGNED_IN && next.method().equals("POST"))) {
        return answer;
      }
      next =
          location.isEmpty()
              ? submit(answer)
              : HttpRequest.newBuilder(answer.uri().resolve(location)).build();
    }
    throw new IllegalStateException("no end to the pages from " + start);
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }

  private static String code(HttpResponse<String> answer) {
    Matcher code = CODE.matcher(location(answer));
    if (!code.find()) {
      throw new IllegalStateException("no code: " + location(answer));
    }
    return code.group(1);
  }

  private static HttpRequest submit(HttpResponse<String> page) {
    Matcher form = FORM.matcher(page.body());
    if (!form.find()) {
      throw new IllegalStateException(
          "no form: " + page.uri() + " " + page.statusCode() + "\n" + page.body());
    }
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher inputs = INPUT.matcher(form.group(2));
    while (inputs.find()) {
      Map<String, String> input = attributes(inputs.group(1));
      String name = input.getOrDefault("name", "");
      if (!name.isEmpty() && !input.getOrDefault("value", "").equals("deny")) {
        fields.putIfAbsent(
            name,
            switch (name) {
              case "username", "login" -> MeasuredServer.PERSON;
              case "password" -> MeasuredServer.PASSWORD;
              default -> input.getOrDefault("value", "");
            });
      }
    }
    String action = attributes(form.group(1)).getOrDefault("action", "");
    return HttpRequest.newBuilder(page.uri().resolve(action.replace("&amp;", "&")))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Origin", page.uri().resolve("/").toString().replaceAll("/$", ""))
        .POST(BodyPublishers.ofString(encode(fields)))
        .build();
  }

  private static Map<String, String> attributes(String tag) {
    Map<String, String> attributes = new LinkedHashMap<>();
    Matcher attribute = ATTRIBUTE.matcher(tag);
    while (attribute.find()) {
      String value = attribute.group(2) == null ? attribute.group(3) : attribute.group(2);
      attributes.put(attribute.group(1), value);
    }
    return attributes;
  }

  private static String encode(Map<String, String> form) {
    return form.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
