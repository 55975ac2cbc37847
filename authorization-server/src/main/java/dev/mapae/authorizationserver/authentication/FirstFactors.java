package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.authentication.FirstFactor.Shown;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Keeps what somebody has proven so far in a cookie of their browser, sealed: there is no row of
/// somebody who is not signed in. It opens only in this browser, for this request, for five
/// minutes.
public final class FirstFactors {
  /// Of what is kept, and so of what is read.
  private static final int LONGEST = 1000;

  /// Before the name of what the audit says.
  private static final String BY = "by_";

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
    Shown shown = first.shown();
    Parameters kept =
        Parameters.empty()
            .with("id", first.id())
            .with("sub", first.subject())
            .with("at", String.valueOf(first.at().toEpochMilli()))
            .with("shown_at", String.valueOf(shown.at().toEpochMilli()))
            .with("amr", String.join(" ", shown.amr()))
            .with("password", first.password());
    Parameters all = shown.identity().map(id -> kept.with("identity", id)).orElse(kept);
    for (Map.Entry<String, String> by : shown.by().entrySet()) {
      all = all.with(BY + by.getKey(), by.getValue());
    }
    String text = all.encode();
    String sealed = sealing.seal(use(browser, asked), text.getBytes(StandardCharsets.UTF_8));
    if (sealed.length() > LONGEST) {
      // It would not be read: whoever comes back would have to sign in, again and again.
      throw new IllegalStateException("too much to keep of what somebody has proven so far");
    }
    return cookies.withFirstFactor(response, sealed);
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
        .map(FirstFactors::read)
        .filter(first -> now.isBefore(first.at().plus(FirstFactor.LIFETIME)));
  }

  private static FirstFactor read(Parameters kept) {
    Instant at = time(kept.required("at"));
    return new FirstFactor(
        kept.required("id"),
        kept.required("sub"),
        at,
        // Nodes of the version before know passwords alone.
        kept.one("shown_at")
            .map(shownAt -> new Shown(time(shownAt), amr(kept), kept.one("identity"), by(kept)))
            .orElseGet(() -> Shown.password(at)),
        kept.required("password"),
        Optional.empty());
  }

  private static List<String> amr(Parameters kept) {
    return kept.one("amr").map(amr -> List.of(amr.split(" ", -1))).orElse(List.of());
  }

  private static Map<String, String> by(Parameters kept) {
    return kept.names().stream()
        .filter(name -> name.startsWith(BY))
        .collect(Collectors.toMap(name -> name.substring(BY.length()), kept::required));
  }

  private static Instant time(String millis) {
    return Instant.ofEpochMilli(Long.parseLong(millis));
  }

  private static String use(String browser, Parameters asked) {
    return "first_factor\n" + browser + "\n" + asked.encode();
  }
}
