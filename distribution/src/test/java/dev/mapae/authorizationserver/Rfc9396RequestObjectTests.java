package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.mapae.authorizationserver.store.ClientKeySource.Jwks;
import dev.mapae.protocol.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9396 with RFC 9101: authorization details in a signed request object.
class Rfc9396RequestObjectTests extends DetailsScene {
  final ECKey key = key();
  final TestBrowser browser = new TestBrowser(server);

  static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("k").generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void declare() {
    server.server.reconcile(
        Declared.with(
            declarations(),
            Samples.confidential(
                Samples.client("web", Samples.CALLBACK)
                    .scope("offline_access bank.read")
                    .detailsTypes("payment_initiation")
                    .keys(
                        new Jwks(
                            Json.write(
                                Map.of("keys", List.of(key.toPublicJWK().toJSONObject()))))))));
  }

  TestBrowser comesWith(Object details) {
    TestRequestObject object = new TestRequestObject(ask(PAYMENT)).with(NAME, details);
    return browser.get("/authorize?" + TestRequestObject.in("web", object.signed(key)).encode());
  }

  @Nested
  class Section_12_signed {
    @Test
    void they_are_a_json_array_there() {
      comesWith(values(PAYMENT)).signInAs("alice");
      assertThat(browser.html()).contains("Merchant A");
      assertDetails(json(redeem(ask(PAYMENT), browser.approve().answer("code"))), PAYMENT);
    }

    @Test
    void they_may_be_the_string_of_a_url_too() {
      comesWith(array(PAYMENT)).signInAs("alice");
      assertThat(browser.html()).contains("Merchant A");
    }

    @Test
    void they_are_held_to_the_same_rules() {
      assertThat(comesWith(values(SHELF)).answer("error"))
          .isEqualTo("invalid_authorization_details");
      assertThat(comesWith(List.of(1)).answer("error")).isEqualTo("invalid_authorization_details");
    }

    @Test
    void an_object_in_their_place_is_refused() {
      assertThat(comesWith(Map.of("type", "payment_initiation")).shownError())
          .isEqualTo("invalid_request_object");
    }
  }
}
