package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.interaction.SignInElsewhere.People;
import dev.mapae.authorizationserver.interaction.SignInElsewhere.Way;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The back end of a site that signs people in, as the client `login`.
final class LoginSite {
  static final String URL = "https://login.example.com/interaction";

  /// Who has not signed in there before: with all that a site may say.
  static final Json MINA =
      Json.object()
          .with("sub", "4711")
          .with("amr", List.of("pwd"))
          .with("claims", Map.of("name", "Mina Kim", "email", "mina@login.example.com"));

  final TestServer server;

  LoginSite(TestServer server) {
    this.server = server;
  }

  static Declarations declarations() {
    return Declared.withAll(
        Samples.declarations(),
        Samples.confidential(Samples.client("login").grants("client_credentials")),
        Samples.confidential(
            Samples.client("tv").grants(Rfc8628DeviceGrantTests.GRANT, "refresh_token")));
  }

  static SignInElsewhere bringing(String... roles) {
    return new SignInElsewhere(
        new Way.Site("login", URL, false), People.BROUGHT, Set.of(roles), false);
  }

  /// What the browser was sent there with.
  static String handle(TestBrowser browser) {
    assertThat(browser.redirect()).startsWith(URL + "?interaction=");
    return browser.answer("interaction");
  }

  Response post(String path, Parameters form) {
    return server.post(path, form, "Authorization", TestServer.basic("login"));
  }

  /// What is asked of a browser that was sent there.
  Map<String, Object> asked(TestBrowser browser) {
    Response response = post("/interaction", form("interaction", handle(browser)));
    assertThat(response.status()).as("%s", json(response)).isEqualTo(200);
    return json(response);
  }

  /// What the server answers to what came of it.
  Response outcome(String handle, String outcome) {
    return post("/interaction/outcome", form("interaction", handle, "outcome", outcome));
  }

  /// Where the browser goes on, with what came of it.
  String redirectTo(TestBrowser browser, Json outcome) {
    Response response = outcome(handle(browser), outcome.toString());
    assertThat(response.status()).as("%s", json(response)).isEqualTo(200);
    return (String) json(response).get("redirect_to");
  }

  /// A second later somebody has signed in, and the browser comes back.
  TestBrowser signIn(TestBrowser browser, Json outcome) {
    server.clock.advance(Duration.ofSeconds(1));
    return browser.get(redirectTo(browser, outcome));
  }

  /// The end of the `type` of a problem.
  static String problem(Response response) {
    assertThat(response.header("Content-Type")).contains("application/problem+json");
    Map<String, Object> problem = json(response);
    assertThat(problem).containsEntry("status", (long) response.status());
    assertThat(problem.get("title")).isNotNull();
    assertThat(problem.get("detail")).isNotNull();
    String type = (String) problem.get("type");
    assertThat(type).startsWith("urn:mapae:problem:");
    return type.substring("urn:mapae:problem:".length());
  }
}
