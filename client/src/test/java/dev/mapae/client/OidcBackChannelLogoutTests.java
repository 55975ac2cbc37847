package dev.mapae.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.mapae.client.BackChannelLogout.Outcome;
import dev.mapae.client.PlayedServer.Reply;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// OpenID Connect Back-Channel Logout 1.0, from the side of the client.
class OidcBackChannelLogoutTests {
  private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

  private final PlayedIssuer issuer = new PlayedIssuer();
  private final BackChannelLogout logout = issuer.client().backChannelLogout();
  private final List<Outcome.SignedOut> ended = new ArrayList<>();

  @AfterEach
  void close() {
    issuer.close();
  }

  private JWTClaimsSet.Builder token() {
    return new JWTClaimsSet.Builder()
        .issuer(issuer.issuer())
        .audience("app")
        .issueTime(Date.from(issuer.time.instant()))
        .expirationTime(Date.from(issuer.time.instant().plusSeconds(120)))
        .jwtID("1")
        .subject("alice")
        .claim("sid", "a-session")
        .claim("events", Map.of(EVENT, Map.of()));
  }

  private static String signed(JWTClaimsSet.Builder claims) {
    return PlayedIssuer.signed(
        claims, PlayedIssuer.KEY, header -> header.type(new JOSEObjectType("logout+jwt")));
  }

  private Outcome receive(String token) {
    return logout.receive(Parameters.empty().with("logout_token", token), ended::add);
  }

  private Outcome signedOut(Optional<String> subject, Optional<String> sessionId) {
    return new Outcome.SignedOut(
        subject, sessionId, issuer.time.instant().truncatedTo(ChronoUnit.SECONDS));
  }

  private void refuses(JWTClaimsSet.Builder claims, String why) {
    Outcome outcome = receive(signed(claims));
    assertThat(outcome.status()).isEqualTo(400);
    assertThat(((Outcome.Refused) outcome).description()).contains(why);
  }

  @Nested
  class Section_2_5_the_request {
    @Test
    void tells_which_session_has_ended() {
      Outcome outcome = receive(signed(token()));
      assertThat(outcome).isEqualTo(signedOut(Optional.of("alice"), Optional.of("a-session")));
      assertThat(ended).containsExactly((Outcome.SignedOut) outcome);
    }

    @Test
    void tells_of_a_session_or_of_a_person() {
      assertThat(receive(signed(token().subject(null))))
          .isEqualTo(signedOut(Optional.empty(), Optional.of("a-session")));
      assertThat(receive(signed(token().claim("sid", null).jwtID("2"))))
          .isEqualTo(signedOut(Optional.of("alice"), Optional.empty()));
      refuses(token().subject(null).claim("sid", null).jwtID("3"), "neither sub nor sid");
    }

    @Test
    void has_one_token() {
      assertThat(logout.receive(Parameters.empty(), ended::add).status()).isEqualTo(400);
      Parameters two = Parameters.parse("logout_token=a&logout_token=b");
      assertThat(logout.receive(two, ended::add).status()).isEqualTo(400);
      assertThat(ended).isEmpty();
    }
  }

  @Nested
  class Section_2_6_the_validation {
    @Test
    void of_the_signature() {
      assertThat(receive("x").status()).isEqualTo(400);
      assertThat(receive(new PlainJWT(token().build()).serialize()).status()).isEqualTo(400);
      String other = PlayedIssuer.signed(token(), PlayedIssuer.rsa("one"), header -> {});
      assertThat(receive(other).status()).isEqualTo(400);
    }

    @Test
    void of_whose_it_is_and_for_whom() {
      refuses(token().issuer("https://evil.example"), "iss");
      refuses(token().audience("other"), "aud");
      refuses(token().audience(List.of("app", "other")), "aud");
    }

    @Test
    void of_when_it_was_made() {
      refuses(token().expirationTime(null), "exp or iat");
      refuses(token().issueTime(null), "exp or iat");
      refuses(token().expirationTime(Date.from(issuer.time.instant().minusSeconds(31))), "expired");
      // One that was captured could be sent again when nobody remembers it any more.
      refuses(
          token().expirationTime(Date.from(issuer.time.instant().plusSeconds(3631))),
          "an hour ahead");
      refuses(
          token().issueTime(Date.from(issuer.time.instant().minusSeconds(3631))), "an hour back");
    }

    @Test
    void of_what_it_tells() {
      refuses(token().claim("events", null), "no sign-out");
      refuses(token().claim("events", Map.of(EVENT, "yes")), "no sign-out");
      refuses(token().claim("events", Map.of("other", Map.of())), "no sign-out");
      refuses(token().claim("sid", 7), "sid");
    }

    @Test
    void so_that_no_id_token_passes_for_one() {
      refuses(token().claim("nonce", "n"), "nonce");
      assertThat(receive(PlayedIssuer.signed(issuer.claims())).status()).isEqualTo(400);
    }

    @Test
    void of_whether_it_came_before() {
      String token = signed(token());
      assertThat(receive(token).status()).isEqualTo(200);
      assertThat(((Outcome.Refused) receive(token)).description()).contains("came before");
      assertThat(ended).hasSize(1);
      refuses(token().jwtID(null), "jti");
      // Forgotten once it is too old anyway.
      issuer.time.pass(Duration.ofSeconds(151));
      assertThat(receive(token).status()).isEqualTo(400);
      assertThat(receive(signed(token())).status()).isEqualTo(200);
    }
  }

  /// §2.8: a server that is told of a failure sends the token again.
  @Test
  void section_2_7_a_token_whose_sessions_could_not_be_ended_is_not_used_up() {
    Parameters form = Parameters.empty().with("logout_token", signed(token()));
    assertThatIllegalStateException()
        .isThrownBy(() ->
            logout.receive(
                form,
                gone -> {
                  throw new IllegalStateException("the sessions are away");
                }));
    assertThat(logout.receive(form, ended::add).status()).isEqualTo(200);
    assertThat(ended).hasSize(1);
  }

  /// It hears 400 for a token that was obeyed, and does not send that again.
  @Test
  void section_2_7_a_token_that_is_being_obeyed_may_be_sent_again() {
    Parameters form = Parameters.empty().with("logout_token", signed(token()));
    List<Outcome> meanwhile = new ArrayList<>();
    assertThatIllegalStateException()
        .isThrownBy(() ->
            logout.receive(
                form,
                gone -> {
                  meanwhile.add(logout.receive(form, ended::add));
                  throw new IllegalStateException("the sessions are away");
                }));
    assertThat(meanwhile).extracting(Outcome::status).containsExactly(503);
    assertThat(ended).isEmpty();
    assertThat(logout.receive(form, ended::add).status()).isEqualTo(200);
    assertThat(logout.receive(form, ended::add).status()).isEqualTo(400);
    assertThat(ended).hasSize(1);
  }

  @Test
  void section_2_8_without_keys_it_has_to_be_told_again() {
    issuer.server.on("/jwks", r -> new Reply(503, Map.of(), ""));
    assertThat(receive(signed(token())).status()).isEqualTo(503);
    issuer.server.on("/jwks", r -> Reply.json(200, PlayedIssuer.jwks(PlayedIssuer.KEY)));
    // Whoever posts forged tokens meanwhile makes no requests.
    assertThat(receive(signed(token())).status()).isEqualTo(503);
    assertThat(issuer.server.received("/jwks")).hasSize(1);
    issuer.time.pass(Duration.ofSeconds(5));
    assertThat(receive(signed(token())).status()).isEqualTo(200);
  }
}
