package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Keeps what somebody has proven so far in a cookie of their browser, sealed: there is no row of
/// somebody who is not signed in. It opens only in this browser, for this request, for five
/// minutes.
public final class FirstFactors {
  private static final int LONGEST = 1000;

  private final Sealing sealing;
  private final Cookies cookies;
  private final InstantSource clock;

  /// @param sealing with keys of the purpose `SEALING`
  public FirstFactors(Sealing sealing, Cookies cookies, InstantSource clock) {
    this.sealing = sealing;
    this.cookies = cookies;
    this.clock = clock;
  }

  /// Gives the browser what it shows with the second factor.
  ///
  /// @param browser which it is
  /// @param asked the request that somebody signs in for
  public Response keep(Response response, String browser, Parameters asked, FirstFactor first) {
    Parameters kept =
        Parameters.empty()
            .with("id", first.id())
            .with("sub", first.subject())
            .with("at", String.valueOf(first.at().toEpochMilli()))
            .with("password", first.password());
    String text =
        first
            .upstream()
            .map(from ->
                kept.with("identity", from.identity())
                    .with("auth_time", String.valueOf(from.authenticatedAt().toEpochMilli())))
            .orElse(kept)
            .encode();
    return cookies.withFirstFactor(
        response, sealing.seal(use(browser, asked), text.getBytes(StandardCharsets.UTF_8)));
  }

  /// Reads it.
  ///
  /// @return empty where there is none, or one of another browser or request, or too old
  public Optional<FirstFactor> of(Request request, String browser, Parameters asked) {
    Instant now = clock.instant();
    return cookies
        .firstFactor(request)
        .filter(sealed -> sealed.length() <= LONGEST)
        .flatMap(sealed -> sealing.open(use(browser, asked), sealed))
        .map(text -> Parameters.parse(new String(text, StandardCharsets.UTF_8)))
        .map(p ->
            new FirstFactor(
                p.required("id"),
                p.required("sub"),
                Instant.ofEpochMilli(Long.parseLong(p.required("at"))),
                p.required("password"),
                Optional.empty(),
                p.one("identity")
                    .map(id ->
                        new FirstFactor.Upstream(
                            id, Instant.ofEpochMilli(Long.parseLong(p.required("auth_time")))))))
        .filter(first -> now.isBefore(first.at().plus(FirstFactor.LIFETIME)));
  }

  private static String use(String browser, Parameters asked) {
    return "first_factor\n" + browser + "\n" + asked.encode();
  }
}
