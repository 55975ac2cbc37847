package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static dev.mapae.client.Failures.refused;
import static dev.mapae.client.Failures.untrusted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.client.PlayedServer.Received;
import dev.mapae.client.PlayedServer.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 8628, the device authorization grant, from the side of the device.
class Rfc8628DeviceGrantTests {
  private final PlayedIssuer issuer = new PlayedIssuer();
  private final Map<String, Object> codes = new LinkedHashMap<>();
  private final Deque<Reply> answers = new ArrayDeque<>();
  private final List<Duration> pauses = new ArrayList<>();
  private final AuthorizationOptions options = AuthorizationOptions.scope("playlist.read");

  @BeforeEach
  void endpoint() {
    issuer.metadata.put("device_authorization_endpoint", issuer.issuer() + "/device");
    codes.put("device_code", "a-device-code");
    codes.put("user_code", "WDJB-MJHT");
    codes.put("verification_uri", "https://id.example.com/device");
    codes.put("verification_uri_complete", "https://id.example.com/device?user_code=WDJB-MJHT");
    codes.put("expires_in", 300);
    codes.put("interval", 5);
    issuer.server.on("/device", r -> Reply.json(200, codes));
    issuer.server.on(
        "/token", r -> answers.isEmpty() ? PlayedIssuer.tokens(Map.of()) : answers.poll());
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  /// Waits by moving the clock, and takes what [Thread#sleep] takes.
  private DeviceGrant grant() {
    return new DeviceGrant(
        issuer.client(new None("tv")),
        duration -> {
          if (duration.isNegative()) {
            throw new IllegalArgumentException("timeout value is negative");
          }
          pauses.add(duration);
          issuer.time.pass(duration);
        });
  }

  private static Reply error(String code) {
    return Reply.json(400, Map.of("error", code));
  }

  private Tokens signIn() {
    DeviceGrant grant = grant();
    return grant.await(grant.start(options));
  }

  @Nested
  class Section_3_1_the_request {
    @Test
    void says_who_asks_for_what() {
      grant().start(options.resource("https://api.example.com/").maxAge(Duration.ofMinutes(1)));
      Received sent = issuer.server.last("/device");
      assertThat(sent.form().encode())
          .isEqualTo(
              "scope=playlist.read&resource=https%3A%2F%2Fapi.example.com%2F&max_age=60"
                  + "&client_id=tv");
    }

    @Test
    void needs_a_server_that_has_it() {
      issuer.metadata.remove("device_authorization_endpoint");
      DeviceGrant grant = grant();
      failure(ClientError.Unsupported.class, () -> grant.start(options));
    }
  }

  @Nested
  class Section_3_2_the_response {
    @Test
    void is_what_the_person_is_shown() {
      DeviceAuthorization device = grant().start(options);
      assertThat(device.userCode()).isEqualTo("WDJB-MJHT");
      assertThat(device.verificationUri()).isEqualTo(URI.create("https://id.example.com/device"));
      assertThat(device.verificationUriComplete().orElseThrow().getQuery())
          .isEqualTo("user_code=WDJB-MJHT");
      assertThat(device.expiresAt()).isEqualTo(issuer.time.instant().plusSeconds(300));
      assertThat(device.toString()).doesNotContain("a-device-code").doesNotContain("WDJB");
    }

    /// CVE-2025-6514: what a server chose is opened, or becomes a QR code that somebody opens.
    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://id.example.com/device",
          "file:///etc/passwd",
          "javascript:alert(1)",
          "https://user@id.example.com/",
          "not a url"
        })
    void sends_nobody_anywhere_but_to_an_https_url(String uri) {
      DeviceGrant grant = grant();
      codes.put("verification_uri", uri);
      untrusted(() -> grant.start(options));
      codes.put("verification_uri", "https://id.example.com/device");
      codes.put("verification_uri_complete", uri);
      untrusted(() -> grant.start(options));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u001b[2J", "A\nB", "\u202Eabc"})
    void has_no_code_that_a_terminal_would_obey(String code) {
      codes.put("user_code", code);
      DeviceGrant grant = grant();
      failure(ClientError.InvalidAnswer.class, () -> grant.start(options));
    }

    @ParameterizedTest
    @ValueSource(strings = {"device_code", "user_code", "verification_uri", "expires_in"})
    void has_to_be_whole(String member) {
      codes.remove(member);
      DeviceGrant grant = grant();
      failure(ClientError.InvalidAnswer.class, () -> grant.start(options));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "60, 60", "120, 120"})
    void has_an_interval_within_reason(long said, long kept) {
      codes.put("interval", said);
      assertThat(grant().start(options).interval()).isEqualTo(Duration.ofSeconds(kept));
      codes.remove("interval");
      assertThat(grant().start(options).interval()).isEqualTo(Duration.ofSeconds(5));
    }
  }

  @Nested
  class Section_3_4_the_token_request {
    @Test
    void presents_the_device_code_after_the_interval() {
      assertThat(signIn().accessToken()).isEqualTo("an-access-token");
      assertThat(issuer.server.last("/token").form().encode())
          .isEqualTo(
              "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"
                  + "&device_code=a-device-code&client_id=tv");
      assertThat(pauses).containsExactly(Duration.ofSeconds(5));
    }

    @Test
    void brings_an_id_token_that_is_validated() {
      DeviceGrant grant = grant();
      AuthorizationOptions openid = AuthorizationOptions.scope("openid");
      DeviceAuthorization device = grant.start(openid);
      failure(ClientError.InvalidAnswer.class, () -> grant.await(device));
      issuer.issues(() -> PlayedIssuer.signed(issuer.claims().audience("somebody-else")));
      untrusted(() -> grant.await(device));
      issuer.issues(() -> PlayedIssuer.signed(issuer.claims().audience("tv")));
      assertThat(grant.await(device).idToken().orElseThrow().subject()).isEqualTo("alice");
    }
  }

  @Nested
  class Section_3_5_until_the_person_has_answered {
    @Test
    void it_asks_again_in_the_same_pace() {
      answers.add(error("authorization_pending"));
      answers.add(error("authorization_pending"));
      signIn();
      assertThat(pauses).containsOnly(Duration.ofSeconds(5)).hasSize(3);
    }

    @Test
    void it_slows_down_for_good_when_it_is_told_to() {
      answers.add(error("slow_down"));
      answers.add(error("slow_down"));
      answers.add(error("authorization_pending"));
      signIn();
      assertThat(pauses).extracting(Duration::toSeconds).containsExactly(5L, 10L, 15L, 15L);
    }

    @Test
    void it_slows_down_when_nobody_answers() {
      answers.add(new Reply(503, Map.of(), ""));
      answers.add(new Reply(503, Map.of("Retry-After", "40"), ""));
      signIn();
      assertThat(pauses).extracting(Duration::toSeconds).containsExactly(5L, 10L, 40L);
    }

    @Test
    void it_never_asks_sooner_than_it_was_told_to() {
      codes.put("interval", 60);
      answers.add(new Reply(503, Map.of(), ""));
      answers.add(error("slow_down"));
      answers.add(new Reply(503, Map.of(), ""));
      signIn();
      assertThat(pauses).extracting(Duration::toSeconds).containsExactly(60L, 60L, 65L, 65L);
    }

    @Test
    void it_goes_on_when_a_busy_server_says_so_in_json() {
      answers.add(Reply.json(503, Map.of("error", "temporarily_unavailable")));
      answers.add(Reply.json(429, Map.of("error", "slow_down")));
      signIn();
      assertThat(pauses).extracting(Duration::toSeconds).containsExactly(5L, 10L, 15L);
    }

    @Test
    void it_waits_once_as_long_as_it_is_asked_to_and_never_past_the_end() {
      answers.add(error("authorization_pending").with("Retry-After", "40"));
      answers.add(error("authorization_pending"));
      answers.add(new Reply(503, Map.of("Retry-After", "3600"), ""));
      failure(ClientError.TimedOut.class, Rfc8628DeviceGrantTests.this::signIn);
      assertThat(pauses).extracting(Duration::toSeconds).containsExactly(5L, 40L, 5L, 250L);
    }

    /// A device code is spent by the answer that has tokens, whatever becomes of those.
    @Test
    void it_never_asks_again_once_tokens_came() {
      DeviceGrant grant = grant();
      DeviceAuthorization device = grant.start(AuthorizationOptions.scope("openid"));
      issuer.issues(() -> PlayedIssuer.signed(issuer.claims().audience("tv")));
      issuer.server.on("/jwks", r -> new Reply(503, Map.of(), ""));
      failure(ClientError.Unavailable.class, () -> grant.await(device));
      assertThat(issuer.server.received("/token")).hasSize(1);
    }

    @Test
    void it_stops_when_the_person_says_no() {
      answers.add(error("access_denied"));
      assertThat(refused(Rfc8628DeviceGrantTests.this::signIn).code()).isEqualTo("access_denied");
      assertThat(issuer.server.received("/token")).hasSize(1);
    }

    @Test
    void it_stops_when_the_server_says_that_it_is_too_late() {
      answers.add(error("expired_token"));
      failure(ClientError.TimedOut.class, Rfc8628DeviceGrantTests.this::signIn);
    }

    @Test
    void it_stops_by_itself_when_it_is_too_late() {
      issuer.server.on("/token", r -> error("authorization_pending"));
      codes.put("expires_in", 12);
      failure(ClientError.TimedOut.class, Rfc8628DeviceGrantTests.this::signIn);
      assertThat(issuer.server.received("/token")).hasSize(2);
      codes.put("expires_in", 9_999_999);
      assertThat(grant().start(options).expiresAt())
          .isEqualTo(issuer.time.instant().plus(Duration.ofHours(1)));
    }

    @Test
    void it_stops_when_it_is_too_late_after_a_slow_answer() {
      codes.put("expires_in", 12);
      issuer.server.on(
          "/token",
          r -> {
            issuer.time.pass(Duration.ofSeconds(9));
            return new Reply(503, Map.of(), "");
          });
      failure(ClientError.TimedOut.class, Rfc8628DeviceGrantTests.this::signIn);
      assertThat(issuer.server.received("/token")).hasSize(1);
    }

    @Test
    void it_stops_when_the_prompt_took_too_long() {
      DeviceGrant grant = grant();
      DeviceAuthorization device = grant.start(options);
      issuer.time.pass(Duration.ofSeconds(301));
      failure(ClientError.TimedOut.class, () -> grant.await(device));
      assertThat(issuer.server.received("/token")).isEmpty();
    }

    @Test
    void it_stops_when_the_thread_is_interrupted() {
      DeviceGrant grant = new DeviceGrant(issuer.client(new None("tv")), Pause.SLEEP);
      DeviceAuthorization device = grant.start(options);
      Thread.currentThread().interrupt();
      failure(ClientError.Interrupted.class, () -> grant.await(device));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(issuer.server.received("/token")).isEmpty();
    }
  }

  @Nested
  class Section_3_3_the_prompt {
    @Test
    void says_where_to_go_and_what_to_type() {
      DeviceAuthorization device = grant().start(options);
      assertThat(DeviceSignIn.text(device, Locale.ENGLISH))
          .isEqualTo(
              "To sign in, open https://id.example.com/device in a browser and enter this code:"
                  + " WDJB-MJHT");
      assertThat(DeviceSignIn.text(device, Locale.KOREAN))
          .contains("https://id.example.com/device")
          .endsWith("WDJB-MJHT");
    }
  }
}
