package dev.mapae.benchmark;

import dev.mapae.protocol.Json;
import dev.mapae.protocol.Pkce;
import java.io.IOException;
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

/// Somebody with a browser, Alice if nobody else is named: she signs in where she is asked to and
/// agrees to what she is asked, and the client gets its tokens. Once she is signed in, further
/// grants need no page.
final class Person {
  private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");

  /// With a code of the error, or without one.
  private static final Pattern ERROR = Pattern.compile("[?&]error(?:[=&]|$)");

  private final MeasuredServer server;
  private final String scope;
  private final FormBrowser browser;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Person(MeasuredServer server) {
    this(server, MeasuredServer.PERSON);
  }

  /// Somebody else, with the same password.
  Person(MeasuredServer server, String username) {
    this(server, username, server.personScope());
  }

  private Person(MeasuredServer server, String username, String scope) {
    this.server = server;
    this.scope = scope;
    this.browser =
        new FormBrowser(
            Map.of(
                "username", username,
                "login", username,
                "password", MeasuredServer.PASSWORD));
  }

  /// One who grants the client something else than what it usually asks for.
  static Person granting(MeasuredServer server, String scope) {
    return new Person(server, MeasuredServer.PERSON, scope);
  }

  FormBrowser browser() {
    return browser;
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
    browser.forget();
    HttpResponse<String> answer = follow(authorizationRequest("bench-" + UUID.randomUUID()), at);
    String location = FormBrowser.location(answer);
    return switch (at) {
      case PAGE -> answer.statusCode() == 200 && FormBrowser.hasForm(answer);
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

  /// Takes a browser that was never here, and goes on until she is at this path.
  URI at(String path) throws IOException, InterruptedException {
    browser.forget();
    return browser
        .follow(
            authorizationRequest("bench-" + UUID.randomUUID()),
            answer -> PageWalk.isPage(answer) && answer.uri().getPath().equals(path))
        .uri();
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
    return authorizationRequest(MeasuredServer.CLIENT, scope, verifier);
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

  private HttpResponse<String> follow(URI start, Milestone until)
      throws IOException, InterruptedException {
    return browser.follow(
        start,
        answer -> {
          String location = FormBrowser.location(answer);
          return location.startsWith(MeasuredServer.REDIRECT_URI)
              || (until == Milestone.PAGE && location.isEmpty())
              || (until == Milestone.SIGNED_IN && answer.request().method().equals("POST"));
        });
  }

  private static String code(HttpResponse<String> answer) {
    Matcher code = CODE.matcher(FormBrowser.location(answer));
    if (!code.find()) {
      throw new IllegalStateException("no code: " + FormBrowser.location(answer));
    }
    return code.group(1);
  }

  private static String encode(Map<String, String> form) {
    return form.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
