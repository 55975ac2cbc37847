package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Resource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// RFC 6749 §3.3: how much a client may ask for at once, since a person has to look through it.
class ConsentRoomTests {
  private static final String FILES = "https://files.example.com/";
  private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

  private final TestServer server = new TestServer(TestServer.ISSUER, declarations());
  private final TestClients clients = new TestClients(server);
  private final TestBrowser browser = new TestBrowser(server);

  @AfterEach
  void close() {
    server.close();
  }

  private static String scopes(int many) {
    return IntStream.range(0, many).mapToObj(i -> "files." + i).collect(Collectors.joining(" "));
  }

  private static Declarations declarations() {
    Resource files =
        new Resource(
            FILES,
            "Files",
            Origin.DECLARED,
            true,
            Resource.AccessTokenFormat.JWT,
            "at+jwt",
            Resource.PRESET_ALG,
            Set.of(),
            Optional.empty(),
            IntStream.range(0, 80)
                .mapToObj(i ->
                    new DeclaredScope(
                        "files." + i, Map.of("", "Read what is in drawer " + i), Set.of()))
                .toList());
    String all = "openid profile " + scopes(80);
    return Declared.with(
        Declared.withAll(
            Samples.declarations(),
            Samples.confidential(Samples.client("web", Samples.CALLBACK).scope(all)),
            Samples.confidential(Samples.client("ours", Samples.CALLBACK).scope(all).skipConsent()),
            Samples.confidential(Samples.client("tv").scope(all).grants(DEVICE))),
        files);
  }

  private static Ask files(String clientId, int many) {
    return Ask.of(clientId, Samples.CALLBACK, "openid " + scopes(many));
  }

  @Test
  void forty_scopes_have_room_and_are_granted() {
    browser.get(files("web", 40).url()).signInAs("alice");
    assertThat(browser.path()).isEqualTo("/consent");
    browser.approve(scopes(40).split(" "));
    assertThat(browser.answer("code")).isNotEmpty();
  }

  @Test
  void more_than_has_room_is_refused_before_anybody_signs_in_with_how_to_mend_it() {
    browser.get(files("web", 70).with("prompt", "consent").url());
    assertThat(browser.answer("error")).isEqualTo("invalid_scope");
    assertThat(browser.answer("error_description"))
        .contains("71 things at once", "ask for fewer scopes");
    String all = files("web", 80).with("prompt", "consent").without("scope").url();
    assertThat(browser.get(all).answer("error"))
        .as("all that it is registered for")
        .isEqualTo("invalid_scope");
  }

  /// The page carries the request in its address, and weighs no more by that.
  @Test
  void a_long_request_takes_of_the_room_unless_it_is_pushed() {
    Ask ask = files("web", 45).with("state", "s".repeat(4000)).with("prompt", "consent");
    browser.get(ask.url());
    assertThat(browser.answer("error")).isEqualTo("invalid_scope");
    assertThat(browser.answer("error_description")).contains("or push the request (RFC 9126)");
    browser.get(clients.pushedUrl(ask)).signInAs("alice");
    assertThat(browser.path()).isEqualTo("/consent");
  }

  @Test
  void where_somebody_may_have_allowed_it_before_it_is_refused_once_they_would_be_asked() {
    browser.get(files("web", 70).url()).signInAs("alice");
    assertThat(browser.answer("error")).isEqualTo("invalid_scope");
  }

  @Test
  void a_client_that_asks_nobody_may_ask_for_more() {
    browser.get(files("ours", 70).url()).signInAs("alice");
    assertThat(browser.answer("code")).isNotEmpty();
    browser.get(files("ours", 70).with("prompt", "consent").url());
    assertThat(browser.answer("error")).isEqualTo("invalid_scope");
  }

  @Test
  void a_device_is_told_as_well() {
    Response refused =
        clients.post("/device_authorization", "tv", TestClients.form("scope", scopes(70)));
    assertThat(json(refused)).containsEntry("error", "invalid_scope");
    assertThat(clients.device("tv", scopes(10))).containsKey("device_code");
  }
}
