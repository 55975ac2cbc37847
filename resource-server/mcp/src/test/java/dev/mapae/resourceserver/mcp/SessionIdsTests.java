package dev.mapae.resourceserver.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.protocol.Scope;
import dev.mapae.resourceserver.VerifiedToken;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// MCP, Security Best Practices, Session Hijacking: whose a session is stands in its id, so that
/// nothing is kept which somebody could crowd out.
class SessionIdsTests {
  private static final String ISSUER = "https://id.example.com";

  private final SessionIds ids = new SessionIds();
  private final VerifiedToken alice = token(ISSUER, "alice", Optional.of("host"));
  private final String given = ids.given("a.session", alice);

  @Test
  void a_session_is_that_of_who_began_it() {
    assertThat(given).startsWith("a.session.");
    assertThat(ids.own(given, alice)).contains("a.session");
    assertThat(ids.own(given, token(ISSUER, "alice", Optional.of("host")))).contains("a.session");
  }

  @Test
  void and_of_no_other_person_client_issuer_or_process() {
    assertThat(ids.own(given, token(ISSUER, "bob", Optional.of("host")))).isEmpty();
    assertThat(ids.own(given, token(ISSUER, "alice", Optional.of("other")))).isEmpty();
    assertThat(ids.own(given, token(ISSUER, "alice", Optional.empty()))).isEmpty();
    assertThat(ids.own(given, token("https://evil.example", "alice", Optional.of("host"))))
        .isEmpty();
    assertThat(new SessionIds().own(given, alice)).isEmpty();
  }

  @Test
  void an_id_that_was_not_given_is_none() {
    for (String other :
        List.of("", ".", "a.session", "b.session." + given.substring(10), given + "A")) {
      assertThat(ids.own(other, alice)).as(other).isEmpty();
    }
  }

  private static VerifiedToken token(String issuer, String subject, Optional<String> clientId) {
    return new VerifiedToken(
        issuer, subject, clientId, Scope.empty(), Set.of(), Instant.MAX, Map.of());
  }
}
