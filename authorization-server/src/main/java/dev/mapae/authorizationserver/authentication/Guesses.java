package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.store.Person;
import java.time.Duration;
import java.time.InstantSource;

/// How fast passwords and codes may be guessed, on each node: those of one username from one
/// network, those of one username, and all from one network. NIST SP 800-63B §5.2.2.
///
/// Only wrong passwords count, whether or not there is such a person. Nobody is locked out for
/// good: it goes on at the pace.
final class Guesses {
  private final Pace ofBoth;
  private final Pace ofUsername;
  private final Pace ofNetwork;
  private final Pace codesOfNetwork;

  Guesses(Ids ids, InstantSource clock) {
    this.ofBoth = new Pace(SignInOutcome.LATER, 20, clock, ids.next());
    this.ofUsername = new Pace(SignInOutcome.LATER, 100, clock, ids.next());
    this.ofNetwork = new Pace(Duration.ofSeconds(3), 200, clock, ids.next());
    this.codesOfNetwork = new Pace(Duration.ofSeconds(3), 200, clock, ids.next());
  }

  /// Whether one more may be tried.
  boolean mayTry(String username, String remoteAddress) {
    String folded = Person.folded(username);
    String network = Pace.network(remoteAddress);
    return ofBoth.wouldAdmit(both(folded, network))
        && ofUsername.wouldAdmit(folded)
        && ofNetwork.wouldAdmit(network);
  }

  /// One was wrong.
  void wrong(String username, String remoteAddress) {
    String folded = Person.folded(username);
    String network = Pace.network(remoteAddress);
    ofBoth.count(both(folded, network));
    ofUsername.count(folded);
    ofNetwork.count(network);
  }

  /// Whether one more code or passkey may be tried from there. Those of apps are counted for each
  /// person as well, in the database; recovery codes are too many to be guessed.
  boolean mayTryCode(String remoteAddress) {
    return codesOfNetwork.wouldAdmit(Pace.network(remoteAddress));
  }

  /// A code or passkey was wrong. Whoever comes as far as a code knew the password: those who do
  /// not, and guess that, are counted apart, and keep nobody from showing their code.
  void wrongCode(String remoteAddress) {
    codesOfNetwork.count(Pace.network(remoteAddress));
  }

  private static String both(String folded, String network) {
    return network + " " + folded;
  }
}
