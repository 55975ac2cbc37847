package dev.mapae.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import dev.mapae.client.Client;
import dev.mapae.client.ClientSecretBasic;
import dev.mapae.client.Environment;
import dev.mapae.client.TokenSource;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What comes about by waiting, without waiting.
@Tag("socket")
class TimeAndMailTests {
  @Test
  void the_server_and_an_application_may_have_the_same_clock() {
    Setup setup = Setup.empty().resource(PlaylistApi.RESOURCE, "playlist.read").client("reporter");
    try (Mapae mapae = Mapae.start(setup)) {
      TokenSource tokens =
          Client.discover(
                  mapae.issuer(),
                  new ClientSecretBasic("reporter", mapae.clientSecret("reporter")),
                  Environment.standard().withClock(mapae.clock()))
              .clientCredentials();
      String first = tokens.authorizationHeader();
      assertThat(tokens.authorizationHeader()).isEqualTo(first);
      mapae.advance(Duration.ofHours(1));
      assertThat(tokens.authorizationHeader()).isNotEqualTo(first);
    }
  }

  @Test
  void keys_follow_one_another() throws Exception {
    try (Mapae mapae = Mapae.start()) {
      JWKSet before = JWKSet.load(URI.create(mapae.endpoint("jwks_uri")).toURL());
      mapae.advance(Duration.ofDays(90));
      JWKSet after = JWKSet.load(URI.create(mapae.endpoint("jwks_uri")).toURL());
      assertThat(after.size()).isGreaterThan(before.size());
    }
  }

  @Test
  void mails_are_there_as_soon_as_the_server_has_them_to_send() {
    Setup setup =
        Setup.empty()
            .person(
                Map.of("username", "alice", "email", "alice@example.com", "email_verified", true))
            .with("people_may_register", true);
    try (Mapae mapae = Mapae.start(setup)) {
      assertThat(mapae.mails()).isEmpty();
      Browser browser = mapae.browser();
      Page form = opened(browser, URI.create(mapae.issuer() + "/forgotten-password"));
      browser.post(
          form.action(), form.address(), form.fields(box -> true, Map.of("username", "alice")));
      assertThat(mapae.mailsTo("alice@example.com"))
          .singleElement()
          .satisfies(mail -> assertThat(mail.link().toString()).startsWith(mapae.issuer()));
    }
  }

  private static Page opened(Browser browser, URI address) {
    Page page = browser.get(address);
    while (page.location().isPresent()) {
      page = browser.get(page.location().get());
    }
    return page;
  }
}
