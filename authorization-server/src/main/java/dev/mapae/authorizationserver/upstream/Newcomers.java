package dev.mapae.authorizationserver.upstream;

import dev.mapae.authorizationserver.authorize.SignInPlace;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keeps who came from a provider in the URLs of the pages where that is connected, sealed: there
/// is no row of somebody who is not signed in. It opens only in this browser, for a quarter of an
/// hour.
///
/// @param sealing with keys of the purpose `SEALING`
public record Newcomers(Sealing sealing, Visits visits, InstantSource clock) {
  private static final Duration LIFETIME = Duration.ofMinutes(15);
  private static final int LONGEST = 10_000;
  private static final String PARAMETER = "connect";

  /// The visit of these pages.
  ///
  /// @param browser which came
  Visit visit(String browser, Newcomer newcomer) {
    Parameters kept =
        Parameters.empty()
            .with("provider", newcomer.provider())
            .with("sub", newcomer.told().subject())
            .with("auth_time", UpstreamStates.millis(newcomer.told().authenticatedAt()))
            .with("claims", Json.write(newcomer.told().claims()))
            .with("place", newcomer.place().word())
            .with("asked", newcomer.asked().encode())
            .with("first_sight", UpstreamStates.millis(newcomer.firstSight()))
            .with("at", UpstreamStates.millis(newcomer.at()));
    if (newcomer.session().isPresent()) {
      kept = kept.with("session", newcomer.session().get());
    }
    String sealed = sealing.seal(use(browser), kept.encode().getBytes(StandardCharsets.UTF_8));
    Parameters parameters = Parameters.empty().with(PARAMETER, sealed);
    Parameters all =
        newcomer
            .asked()
            .one("ui_locales")
            .map(locales -> parameters.with("ui_locales", locales))
            .orElse(parameters);
    return new Visit(all, browser, false, newcomer.at());
  }

  /// Who it is that a browser came back with.
  ///
  /// @return empty for a visit of another browser, or too old
  Optional<Newcomer> of(Visit visit) {
    return visit
        .parameters()
        .one(PARAMETER)
        .filter(sealed -> !visit.isNew() && sealed.length() <= LONGEST)
        .flatMap(sealed -> sealing.open(use(visit.browser()), sealed))
        .map(text -> newcomer(Parameters.parse(new String(text, StandardCharsets.UTF_8))))
        .filter(newcomer -> clock.instant().isBefore(newcomer.at().plus(LIFETIME)));
  }

  private static Newcomer newcomer(Parameters p) {
    return new Newcomer(
        p.required("provider"),
        new Told(
            p.required("sub"),
            UpstreamStates.time(p.required("auth_time")),
            Json.parseObject(p.required("claims")).orElse(Map.of())),
        SignInPlace.of(p.required("place")),
        Parameters.parse(p.one("asked").orElse("")),
        UpstreamStates.time(p.required("first_sight")),
        UpstreamStates.time(p.required("at")),
        p.one("session"));
  }

  /// Where the request goes on for which they came.
  static Visit waiting(Visit visit, Newcomer newcomer) {
    return new Visit(newcomer.asked(), visit.browser(), false, newcomer.firstSight());
  }

  /// The same, as the URL of its page.
  String goOn(Visit visit, Newcomer newcomer) {
    return visits.url(waiting(visit, newcomer), newcomer.place().goOnAt());
  }

  static List<String> uiLocales(Visit visit) {
    return visit.uiLocales();
  }

  private static String use(String browser) {
    return "upstream_newcomer\n" + browser;
  }
}
