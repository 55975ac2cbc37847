package dev.mapae.distribution;

import dev.mapae.authorizationserver.http.Route;
import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.mail.Mailing;
import dev.mapae.distribution.mail.DevMailbox;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// What a server has from outside besides its settings.
///
/// @param clock what time it is
/// @param mailing how mails go out in place of what the settings say; empty to do as they say
/// @param routes what is answered besides
/// @param log where the access log and the audit log go
/// @param signIn where people sign in in place of what the settings say; empty to do as they say
public record Surroundings(
    InstantSource clock,
    Optional<Mailing> mailing,
    List<Route> routes,
    OutputStream log,
    Optional<SignInElsewhere> signIn) {
  public Surroundings {
    routes = List.copyOf(routes);
  }

  /// Those of a process of its own: the system's clock, and standard error.
  static Surroundings ofProcess() {
    return new Surroundings(
        InstantSource.system(), Optional.empty(), List.of(), System.err, Optional.empty());
  }

  /// The same, where mails are shown in place of being sent.
  Surroundings showing(DevMailbox mailbox) {
    return new Surroundings(
        clock,
        Optional.of(new Mailing(mailbox, false, true)),
        List.of(mailbox.route()),
        log,
        signIn);
  }

  /// The same, where people sign in in this way.
  Surroundings signingIn(SignInElsewhere other) {
    return new Surroundings(clock, mailing, routes, log, Optional.of(other));
  }
}
