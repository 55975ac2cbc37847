package dev.mapae.authorizationserver;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.authorizationserver.http.Headers;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.outbound.RestingFetcher;
import dev.mapae.authorizationserver.registration.DocumentPolicy;
import dev.mapae.authorizationserver.registration.Exemptions;
import dev.mapae.authorizationserver.registration.RegistrationPolicy;
import dev.mapae.distribution.settings.RegisteredClientReader;
import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.protocol.Json;
import dev.mapae.resourceowner.ResourceOwnerPages;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/// Requests to every endpoint of a server at which nearly everything is on: none ends in a 500, and
/// in a 503 only one that may come again later.
///
/// The first line has method, path and query, those behind it headers, and after an empty line
/// comes the body. `{code}` and the like stand for what the server really gave.
public final class EndpointsFuzz implements FuzzTarget {
  private static final String DOCUMENT = "https://document.example.com/client";

  private final TestServer server;
  private final List<String> routes;
  private final Map<String, String> given = new HashMap<>();
  private int eaten;

  public EndpointsFuzz() {
    server = new TestServer(Engine.preset(), Flows.declarations(), seams());
    routes =
        Stream.concat(
                server.server.routes().stream(),
                new ResourceOwnerPages(TestServer.ISSUER)
                    .routes(server.server.interaction()).stream())
            .map(route -> route.method() + " " + route.path().replace("*", "x"))
            .toList();
    TestClients clients = new TestClients(server);
    TestBrowser browser = new TestBrowser(server);
    browser.get(Ask.web("openid offline_access playlist.read").url()).signInAs("alice");
    given.put("consent", browser.location);
    given.put("step", browser.hidden("step"));
    given.put("code", clients.code("web", "openid offline_access playlist.read"));
    clients
        .tokens("web", "openid offline_access playlist.read")
        .forEach((name, value) -> given.put(name, String.valueOf(value)));
    given.put("request_uri", clients.pushed(Ask.web("openid")));
    clients.device("tv", "openid").forEach((name, value) -> given.put(name, String.valueOf(value)));
    register();
    given.put("basic", TestServer.basic("web"));
    given.put("document", DOCUMENT);
    StringBuilder cookies = new StringBuilder();
    browser.cookies.forEach((name, value) -> cookies.append(name + "=" + value + "; "));
    given.put("cookies", cookies.toString());
  }

  private void register() {
    Map<String, Object> client =
        TestServer.json(
            server.handle(
                new Request(
                    "POST",
                    "/register",
                    "",
                    Headers.of(List.of(Map.entry("Content-Type", "application/json"))),
                    "{\"redirect_uris\":[\"https://a.example.com/cb\"]}"
                        .getBytes(StandardCharsets.US_ASCII),
                    "192.0.2.1")));
    String uri = String.valueOf(client.get("registration_client_uri"));
    given.put("registered", uri.substring(TestServer.ISSUER.value().length()));
    given.put("registration_access_token", String.valueOf(client.get("registration_access_token")));
  }

  private static Seams seams() {
    Seams seams = Flows.seams();
    seams.registration =
        new RegistrationPolicy(
            RegistrationPolicy.Mode.OPEN,
            new Exemptions(true, false, true),
            DocumentPolicy.ANY,
            RegisteredClientReader.withoutTls());
    seams.fetcher =
        (url, _, _) -> {
          if (url.equals(DOCUMENT)) {
            return new Fetched(document(), Optional.empty());
          }
          throw new NotFetched("there is nothing");
        };
    return seams;
  }

  private static byte[] document() {
    return Json.object()
        .with("client_id", DOCUMENT)
        .with("client_name", "Document")
        .with("redirect_uris", List.of("https://document.example.com/cb"))
        .bytes();
  }

  @Override
  public void eat(byte[] input) {
    answered(input);
  }

  /// Sends a request, and tells with which status it was answered.
  ///
  /// @throws AssertionError where that is a 500, or a 503 for no good reason
  public int answered(byte[] input) {
    Response response = answer(input);
    int status = response.status();
    holds(
        status < 500 || isOfResting(response, input),
        status + " is answered to:\n" + FuzzTarget.text(input));
    return status;
  }

  /// Whether it is that of a document that could not be had a moment ago, and rests. A database or
  /// a password that has to wait says another time.
  private boolean isOfResting(Response response, byte[] input) {
    String rest = String.valueOf(RestingFetcher.REST.toSeconds());
    if (response.status() != 503 || !response.header("Retry-After").equals(Optional.of(rest))) {
      return false;
    }
    server.clock.advance(RestingFetcher.REST);
    try {
      return answer(input).status() < 500;
    } finally {
      server.clock.advance(RestingFetcher.REST.negated());
    }
  }

  private Response answer(byte[] input) {
    String text = filled(FuzzTarget.text(input));
    int end = text.indexOf("\n\n");
    String[] head = (end < 0 ? text : text.substring(0, end)).split("\n", 30);
    String[] first = head[0].split(" ", 2);
    String target = first.length < 2 || !first[1].startsWith("/") ? "/token" : first[1];
    int question = target.indexOf('?');
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (int i = 1; i < head.length; i++) {
      String[] field = head[i].split(": ?", 2);
      headers.add(Map.entry(field[0], field.length < 2 ? "" : field[1]));
    }
    Request request =
        new Request(
            first[0].isEmpty() ? "GET" : first[0],
            question < 0 ? target : target.substring(0, question),
            question < 0 ? "" : target.substring(question + 1),
            Headers.of(headers),
            end < 0 ? new byte[0] : text.substring(end + 2).getBytes(StandardCharsets.UTF_8),
            "192.0.2.1");
    if (++eaten % 1_000 == 0) {
      server.sweep();
    }
    return server.handle(request);
  }

  private String filled(String text) {
    if (text.indexOf('{') < 0) {
      return text;
    }
    String filled = text;
    for (Map.Entry<String, String> one : given.entrySet()) {
      filled = filled.replace("{" + one.getKey() + "}", one.getValue());
    }
    return filled;
  }

  /// A request in which most is as it should be.
  public String made(Random random) {
    return new MadeRequest(random, routes).toString();
  }
}
