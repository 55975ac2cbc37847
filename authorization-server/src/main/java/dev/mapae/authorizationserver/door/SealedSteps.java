package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Seals what goes to a site and comes back from it by the URLs of a browser, so that there is no
/// row of somebody who is not signed in. Both are good for one browser, request and step; neither
/// is of use without the cookie of that browser, and the first not without the key of the site.
final class SealedSteps {
  /// How long people may take at the site.
  static final Duration LIFETIME = Duration.ofMinutes(30);

  /// How long a browser may take to come back.
  static final Duration WAY_BACK = Duration.ofMinutes(2);

  /// The request is in the URL of the site, which its server has to take.
  private static final int LONGEST_REQUEST = 3 * 1024;

  private static final int LONGEST = 8 * 1024;
  private static final String TO_SITE = "interaction";

  private final Sealing sealing;
  private final Ids ids;
  private final InstantSource clock;

  /// @param sealing with keys of the purpose `SEALING`
  SealedSteps(Sealing sealing, Ids ids, InstantSource clock) {
    this.sealing = sealing;
    this.ids = ids;
    this.clock = clock;
  }

  /// What a browser brings back.
  ///
  /// @param browser which it is for
  /// @param answer of the site
  record Outcome(String id, String browser, Parameters answer) {
    /// Tells nothing of the cookie.
    @Override
    public String toString() {
      return "Outcome";
    }
  }

  /// The handle of a browser that is sent to a site to sign in.
  ///
  /// @param over when that is, at the latest
  String signIn(DoorStep step, Visit visit, Optional<String> subject, Instant over) {
    return handle(step, visit, subject, over, "", "");
  }

  /// That of one that is sent there to consent.
  ///
  /// @param form as [Waiting#form]
  String consent(Visit visit, String subject, String form, String session) {
    // No longer than our own pages take what this browser came with.
    Instant over = visit.firstSight().plus(Visits.LASTS);
    return handle(DoorStep.CONSENT, visit, Optional.of(subject), over, form, session);
  }

  private String handle(
      DoorStep step,
      Visit visit,
      Optional<String> subject,
      Instant over,
      String form,
      String session) {
    String request = visit.parameters().encode();
    if (request.length() > LONGEST_REQUEST) {
      throw new ProtocolError.RequestTooLarge(
              "The authorization request is too long for the sign-in of this server; push it (RFC"
                  + " 9126), or leave out what is not needed.")
          .exception();
    }
    Parameters text =
        Parameters.empty()
            .with("id", ids.next())
            .with("step", step.name())
            .with("browser", visit.browser())
            .with("seen", millis(visit.firstSight()))
            .with("until", millis(until(over)))
            .with("sub", subject.orElse(""))
            .with("form", form)
            .with("session", session);
    // The request is encoded already, and would be longer if it was encoded once more.
    return sealing.seal(TO_SITE, (text.encode() + "\n" + request).getBytes(StandardCharsets.UTF_8));
  }

  private Instant until(Instant over) {
    Instant most = clock.instant().plus(LIFETIME);
    return over.isBefore(most) ? over : most;
  }

  /// Reads what a site presents.
  ///
  /// @return empty for what this server did not make, or what is over
  Optional<Waiting> waiting(String handle) {
    return open(TO_SITE, handle).map(opened -> waiting(opened, opened.facts()));
  }

  private static Waiting waiting(Opened opened, Parameters p) {
    return new Waiting(
        p.required("id"),
        DoorStep.of(p.required("step")).orElseThrow(),
        new Visit(
            Parameters.parse(opened.request()), p.required("browser"), false, time(p, "seen")),
        time(p, "until"),
        p.one("sub").filter(sub -> !sub.isEmpty()),
        p.one("form").orElse(""),
        p.one("session").orElse(""));
  }

  /// Seals what a site answered, for the browser to bring back.
  ///
  /// @throws Problem.Refused for what is too long for that
  String outcome(Waiting waiting, Parameters answer) {
    Parameters text =
        Parameters.empty()
            .with("id", waiting.id())
            .with("browser", waiting.visit().browser())
            .with("until", millis(clock.instant().plus(WAY_BACK)))
            .with("answer", answer.encode());
    String sealed =
        sealing.seal(
            use(waiting.step(), waiting.visit()), text.encode().getBytes(StandardCharsets.UTF_8));
    if (sealed.length() > LONGEST) {
      throw Problem.INVALID_OUTCOME.because(
          "The outcome is too long for the way back; there are too many scopes in granted.");
    }
    return sealed;
  }

  /// Reads it; whoever brings it may be another browser.
  ///
  /// @return empty for one of another step or request, for what this server did not make, and for
  ///   what came too late
  Optional<Outcome> outcome(DoorStep step, Visit visit, String sealed) {
    return open(use(step, visit), sealed)
        .map(Opened::facts)
        .map(p ->
            new Outcome(
                p.required("id"), p.required("browser"), Parameters.parse(p.required("answer"))));
  }

  private record Opened(Parameters facts, String request) {
    static Opened of(byte[] bytes) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      int end = text.indexOf('\n');
      return end < 0
          ? new Opened(Parameters.parse(text), "")
          : new Opened(Parameters.parse(text.substring(0, end)), text.substring(end + 1));
    }
  }

  private Optional<Opened> open(String use, String sealed) {
    Instant now = clock.instant();
    return Optional.of(sealed)
        .filter(text -> text.length() <= LONGEST)
        .flatMap(text -> sealing.open(use, text))
        .map(Opened::of)
        .filter(opened -> now.isBefore(time(opened.facts(), "until")));
  }

  private static String use(DoorStep step, Visit visit) {
    return "interaction_outcome\n" + step.name() + "\n" + visit.parameters().encode();
  }

  private static String millis(Instant at) {
    return String.valueOf(at.toEpochMilli());
  }

  private static Instant time(Parameters text, String name) {
    return Instant.ofEpochMilli(Long.parseLong(text.required(name)));
  }
}
