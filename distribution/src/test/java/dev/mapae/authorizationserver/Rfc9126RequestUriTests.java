package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestClients.pushedUrl;
import static dev.mapae.authorizationserver.TestServer.json;
import static dev.mapae.authorizationserver.TestServer.shownError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.ResponseJwt;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9126 §2.2 and §4, to whom and how often a `request_uri` is answered.
@OnEveryEngine
class Rfc9126RequestUriTests extends AfterPushing {
  Rfc9126RequestUriTests(Engine engine) {
    super(engine);
  }

  @Nested
  class Section_4_one_answer {
    @Test
    void a_request_uri_that_was_answered_is_good_for_nothing() {
      String url = clients.pushedUrl(ask);
      browser.get(url).signInAs("alice");
      String consent = browser.location;
      browser.approve("playlist.read");
      assertThat(browser.answer("code")).isNotEmpty();
      assertThat(browser.get(url).shownError()).isEqualTo(ERROR);
      assertThat(browser.get(consent).shownError()).isEqualTo(ERROR);
      assertThat(server.rows()).containsEntry("grants", 1);
    }

    @Test
    void of_two_who_have_it_open_one_is_answered() {
      TestBrowser other = known();
      String url = clients.pushedUrl(ask.with("prompt", "consent"));
      other.get(url);
      browser.get(url).signInAs("alice").approve("playlist.read");
      assertRedeems(browser.answer("code"));
      assertThat(other.approve("playlist.read").shownError()).isEqualTo(ERROR);
    }

    @Test
    void a_no_is_an_answer() {
      String url = clients.pushedUrl(ask);
      browser.get(url).signInAs("alice").deny();
      assertThat(browser.answer("error")).isEqualTo("access_denied");
      assertThat(browser.answer("state")).isEqualTo("xyz");
      assertThat(browser.get(url).shownError()).isEqualTo(ERROR);
      assertThat(waiting()).isZero();
    }

    @Test
    void so_is_an_error_that_nobody_is_asked_about() {
      TestBrowser known = known();
      String url = clients.pushedUrl(ask.with("prompt", "none").with("scope", "openid profile"));
      assertThat(known.get(url).answer("error")).isEqualTo("consent_required");
      assertThat(known.get(url).shownError()).isEqualTo(ERROR);
    }

    /// JARM §2.2: what the client never gets is no answer.
    @Test
    void what_cannot_be_encrypted_to_the_client_is_none() {
      TestBrowser known = known();
      ClientKeySource keys = Rfc7516EncryptedResponseTests.jwks(Rfc7516EncryptedResponseTests.EC);
      encrypted(keys);
      String url = clients.pushedUrl(ask.with("response_mode", "jwt"));
      encrypted(new ClientKeySource.JwksUri("https://app.example.com/jwks"));
      assertThat(known.get(url).shownError()).isEqualTo("temporarily_unavailable");
      encrypted(Rfc7516EncryptedResponseTests.jwks(Rfc7516EncryptedResponseTests.RSA));
      assertThat(known.get(url).shownError()).isEqualTo("invalid_request");
      assertThat(waiting()).isOne();
      encrypted(keys);
      assertThat(known.get(url).answer("response")).isNotEmpty();
      assertThat(waiting()).isZero();
    }

    private void encrypted(ClientKeySource keys) {
      server.server.reconcile(
          Rfc7516EncryptedResponseTests.with(
              ResponseAlgorithms.PRESET.with(
                  ResponseJwt.AUTHORIZATION, Rfc7516EncryptedResponseTests.HOW),
              keys));
    }

    @Test
    void to_look_at_it_is_none() {
      TestBrowser known = known();
      String url = clients.pushedUrl(ask.with("prompt", "none").with("scope", "openid profile"));
      for (String page : List.of("/authorize", "/consent")) {
        Response looked = known.send("HEAD", url.replace("/authorize", page), Parameters.empty());
        assertThat(looked.status()).isEqualTo(200);
        assertThat(looked.header("Location")).isEmpty();
      }
      assertThat(known.get(url).answer("error")).isEqualTo("consent_required");
    }

    @Test
    void of_64_who_come_at_once_on_two_nodes_one_is_answered() {
      TestBrowser known = known();
      int grants = server.rows().get("grants");
      String url = clients.pushedUrl(ask);
      try (TestServer beside = server.beside()) {
        List<TestBrowser> browsers =
            IntStream.range(0, 64).mapToObj(i -> known.on(i % 2 == 0 ? server : beside)).toList();
        var next = new ConcurrentLinkedQueue<>(browsers);
        List<TestBrowser> done = Race.of(64, () -> next.remove().get(url));
        List<TestBrowser> answered = done.stream().filter(TestBrowser::isAtClient).toList();
        assertThat(answered).hasSize(1);
        assertRedeems(answered.getFirst().answer("code"));
        assertThat(done.stream().filter(b -> !b.isAtClient()).map(TestBrowser::shownError))
            .hasSize(63)
            .containsOnly(ERROR);
      }
      assertThat(server.rows()).containsEntry("grants", grants + 1).containsEntry("pending", 0);
    }

    /// A yes and a no of the same person in two windows.
    @Test
    void of_64_who_decide_at_once_one_is_heard() {
      TestBrowser known = known();
      Ask more = ask.with("scope", "openid profile playlist.read");
      known.get(clients.pushedUrl(more));
      var next = new ConcurrentLinkedQueue<Boolean>();
      IntStream.range(0, 64).forEach(i -> next.add(i % 2 == 0));
      List<TestBrowser> done =
          Race.of(
              64,
              () -> {
                TestBrowser window = known.on(server);
                return next.remove() ? window.approve("profile", "playlist.read") : window.deny();
              });
      List<TestBrowser> heard = done.stream().filter(TestBrowser::isAtClient).toList();
      assertThat(heard).hasSize(1);
      // A yes that came too late is not remembered.
      boolean allowed = heard.getFirst().redirect().contains("code=");
      known.get(clients.pushedUrl(more));
      assertThat(known.isAtClient()).isEqualTo(allowed);
    }

    @Test
    void what_is_pushed_at_one_node_is_answered_once_by_another() {
      try (TestServer beside = server.beside()) {
        String url = clients.pushedUrl(ask);
        TestBrowser there = new TestBrowser(beside).get(url).signInAs("alice");
        TestBrowser here = there.on(server).approve("playlist.read");
        assertRedeems(here.answer("code"));
        assertThat(here.on(beside).get(url).shownError()).isEqualTo(ERROR);
        assertThat(here.get(url).shownError()).isEqualTo(ERROR);
      }
    }
  }

  @Nested
  class Section_2_2_whose_it_is {
    @Test
    void another_client_cannot_use_it() {
      String uri = clients.pushed(ask);
      assertThat(browser.get(pushedUrl("ours", uri)).shownError()).isEqualTo(ERROR);
      assertThat(browser.get(pushedUrl("nobody", uri)).shownError()).isEqualTo("invalid_request");
      assertThat(browser.get("/authorize?" + form("request_uri", uri).encode()).shownError())
          .isEqualTo("invalid_request");
      assertThat(browser.get(pushedUrl("web", uri)).path())
          .as("it is unharmed")
          .isEqualTo("/sign-in");
    }

    @Test
    void one_that_nobody_pushed_is_refused() {
      String uri = clients.pushed(ask);
      String code = clients.code("web", "openid").replace("mapae_ac_", "mapae_pr_");
      for (String other :
          List.of(
              uri.substring(0, uri.length() - 5) + "AAAAA",
              uri + "A",
              uri.toUpperCase(Locale.ROOT)
                  .replace(
                      "URN:IETF:PARAMS:OAUTH:REQUEST_URI:", "urn:ietf:params:oauth:request_uri:"),
              "urn:ietf:params:oauth:request_uri:" + code,
              "urn:ietf:params:oauth:request_uri:",
              "urn:ietf:params:oauth:request_uri:x")) {
        assertThat(browser.get(pushedUrl("web", other)).shownError()).as(other).isEqualTo(ERROR);
      }
      assertThat(shownError(server.get(pushedUrl("web", uri) + "&request_uri=x")))
          .isEqualTo("invalid_request");
    }

    /// CVE-2020-10770: nothing is fetched from where a request says.
    @Test
    void one_that_is_an_address_has_to_be_registered() {
      browser.get(ask.with("request_uri", "https://app.example.com/request.jwt").url());
      assertThat(browser.answer("error")).isEqualTo("invalid_request_uri");
    }

    @Test
    void a_request_uri_is_good_for_nothing_else() {
      String uri = clients.pushed(ask);
      String handle = uri.substring(uri.lastIndexOf(':') + 1);
      for (String presented : List.of(uri, handle, handle.replace("mapae_pr_", "mapae_ac_"))) {
        Response response = server.token("web", ask.redemption(presented));
        assertThat(json(response)).containsEntry("error", "invalid_grant");
      }
    }
  }

  @Nested
  class Who_can_write_the_database {
    @Test
    void cannot_give_one_client_the_request_of_another() {
      String url = clients.pushedUrl(ask);
      String ours = clients.pushedUrl(Ask.of("ours", "https://ours.example.com/cb", "openid"));
      assertThat(server.database.change("UPDATE pending SET client_id = 'web'")).isEqualTo(2);
      assertThat(browser.get(ours).shownError()).isEqualTo(ERROR);
      assertThat(browser.get(ours.replace("client_id=ours", "client_id=web")).shownError())
          .isEqualTo(ERROR);
      assertThat(browser.get(url).path()).isEqualTo("/sign-in");
    }

    @Test
    void cannot_put_one_request_in_the_place_of_another() {
      String harmless = clients.pushedUrl(Ask.web("openid"));
      String sealed = server.database.value("SELECT sealed FROM pending");
      server.database.change("DELETE FROM pending");
      String url = clients.pushedUrl(ask);
      server.database.change("UPDATE pending SET sealed = '" + sealed + "'");
      assertThat(browser.get(url).shownError()).isEqualTo(ERROR);
      assertThat(browser.get(harmless).shownError()).isEqualTo(ERROR);
    }
  }
}
