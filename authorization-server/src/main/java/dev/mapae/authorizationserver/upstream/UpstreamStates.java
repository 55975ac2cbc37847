package dev.mapae.authorizationserver.upstream;

import dev.mapae.authorizationserver.authorize.SignInPlace;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Keeps what waits for a provider's answer in `state` itself, sealed: no row is made for somebody
/// who is on the way. It opens only in the browser that went, at the address of that provider, for
/// half an hour. RFC 6749 §10.12, RFC 9700 §4.7.
///
/// @param sealing with keys of the purpose `SEALING`
record UpstreamStates(Sealing sealing, InstantSource clock) {
  static final Duration LIFETIME = Duration.ofMinutes(30);
  private static final int LONGEST = 8_000;

  String seal(String browser, String provider, UpstreamState state) {
    Parameters kept =
        Parameters.empty()
            .with("id", state.id())
            .with("place", state.place().word())
            .with("asked", state.asked().encode())
            .with("first_sight", millis(state.firstSight()))
            .with("at", millis(state.at()))
            .with("nonce", state.nonce())
            .with("verifier", state.verifier());
    if (state.oldest().isPresent()) {
      kept = kept.with("oldest", millis(state.oldest().get()));
    }
    if (state.session().isPresent()) {
      kept = kept.with("session", state.session().get());
    }
    return sealing.seal(use(browser, provider), kept.encode().getBytes(StandardCharsets.UTF_8));
  }

  /// Reads it.
  ///
  /// @return empty for one of another browser or provider, or too old
  Optional<UpstreamState> open(String browser, String provider, String sealed) {
    return Optional.of(sealed)
        .filter(s -> s.length() <= LONGEST)
        .flatMap(s -> sealing.open(use(browser, provider), s))
        .map(text -> state(Parameters.parse(new String(text, StandardCharsets.UTF_8))))
        .filter(state -> clock.instant().isBefore(state.at().plus(LIFETIME)));
  }

  private static UpstreamState state(Parameters p) {
    return new UpstreamState(
        p.required("id"),
        SignInPlace.of(p.required("place")),
        Parameters.parse(p.one("asked").orElse("")),
        time(p.required("first_sight")),
        time(p.required("at")),
        p.required("nonce"),
        p.required("verifier"),
        p.one("oldest").map(UpstreamStates::time),
        p.one("session"));
  }

  static String millis(Instant time) {
    return String.valueOf(time.toEpochMilli());
  }

  static Instant time(String millis) {
    return Instant.ofEpochMilli(Long.parseLong(millis));
  }

  private static String use(String browser, String provider) {
    return "upstream_state\n" + browser + "\n" + provider;
  }
}
