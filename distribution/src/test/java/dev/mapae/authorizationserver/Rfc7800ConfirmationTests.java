package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.DpopScene.answered;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.mapae.authorizationserver.clientauth.MutualTls;
import dev.mapae.authorizationserver.key.KeyEncryption;
import dev.mapae.authorizationserver.key.ServerKeys;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 7800, the claim `cnf` of access tokens.
class Rfc7800ConfirmationTests {
  final TestServer server =
      new TestServer(
          Engine.preset(),
          Declared.with(
              Samples.declarations(),
              Samples.confidential(Samples.client("web", Samples.CALLBACK).certificateBound())),
          Seams.mutualTls(new MutualTls(List.of()), Fetcher.none()));
  final TestClients clients = new TestClients(server);

  @AfterEach
  void close() {
    server.close();
  }

  @Nested
  class Section_3_1_a_token {
    /// A node of a later version may bind tokens to what this one knows nothing of.
    @Test
    void that_is_bound_to_something_unknown_is_not_taken_for_one_that_is_bound_to_nothing()
        throws Exception {
      MtlsClient web = MtlsClient.of(server, "web");
      Object token = web.tokens("openid email").get("access_token");
      for (Object cnf :
          List.of(
              Map.of("kid", "x"),
              Map.of("x5t#S256", 1),
              Map.of(),
              "x",
              Map.of("jkt", "x", "x5t#S256", web.cnf().get("x5t#S256")))) {
        String other = withCnf((String) token, cnf);
        assertThat(json(web.userInfo(other, "Bearer")))
            .containsEntry("error", "invalid_token")
            .doesNotContainKey("sub");
        assertThat(clients.introspect("web", other)).containsOnlyKeys("active");
      }
      answered(web.userInfo(withCnf((String) token, web.cnf()), "Bearer"));
    }

    /// As this server signs it.
    private String withCnf(String token, Object cnf) throws ParseException {
      SignedJWT jwt = SignedJWT.parse(token);
      Map<String, Object> claims = new LinkedHashMap<>(jwt.getPayload().toJSONObject());
      claims.put("cnf", cnf);
      return new ServerKeys(
              server.stores.keys(),
              new KeyEncryption(
                  List.of(TestServer.keyEncryptionKey()),
                  TestServer.ISSUER.value(),
                  new SecureRandom()),
              server.clock)
          .get()
          .signing(jwt.getHeader().getAlgorithm().getName())
          .orElseThrow()
          .sign("at+jwt", Json.write(claims).getBytes(StandardCharsets.UTF_8));
    }
  }
}
