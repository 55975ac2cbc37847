package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.authentication.Acr;
import dev.mapae.authorizationserver.issue.ClaimsRequest;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.List;
import java.util.Optional;

/// How a person has to have signed in.
///
/// @param essential one of these; empty where none is
/// @param wanted one of these as well; none where nothing is wanted
public record NeededAcr(Optional<List<String>> essential, List<String> wanted) {
  public NeededAcr {
    wanted = List.copyOf(wanted);
  }

  /// What is essential, and, for a token that goes to an API, what is asked for at all (RFC 9470
  /// §5): the API would refuse the token again. For OpenID Connect alone that is a wish (OIDC Core
  /// §5.5.1.1).
  ///
  /// @param essential of the `claims` parameter; a list of none cannot be met
  /// @param acrValues the parameter
  /// @param forApi whether the tokens go to an API
  public static NeededAcr of(
      Optional<List<String>> essential, List<String> acrValues, boolean forApi) {
    return new NeededAcr(essential, forApi ? acrValues : List.of());
  }

  /// Which `acr` a request asks for, the best first. RFC 9470 §4. What its client registered is for
  /// requests that say nothing about it, in either way (OpenID Connect Dynamic Client Registration
  /// §2).
  public static List<String> values(Client client, Parameters parameters, ClaimsRequest claims) {
    return parameters
        .one("acr_values")
        .map(v -> List.of(v.strip().split(" +")))
        .orElseGet(() ->
            claims.idToken().containsKey("acr") ? List.of() : client.authentication().acrValues());
  }

  /// Makes sure that there is a way to sign in that will do.
  ///
  /// @throws ProtocolException `unmet_authentication_requirements`
  public void requireReachable() {
    if (Acr.SUPPORTED.stream().noneMatch(this::isIn)) {
      throw unmet();
    }
  }

  /// The session of a person who signed in as they have to. Its `acr` is what they reached: an API
  /// that wants more than this request does is content with the token. Where some are essential, it
  /// is the strongest of those that was reached (OIDC Core §5.5.1.1).
  ///
  /// @return empty for one who did not
  public Optional<Session> metBy(Session session) {
    Optional<String> met = Acr.reachedBy(session.acr()).stream().filter(this::isIn).findFirst();
    return essential.isPresent() ? met.map(session::withAcr) : met.map(_ -> session);
  }

  /// Whether it is met by whoever reached this one.
  public boolean isMetBy(String acr) {
    return Acr.reachedBy(acr).stream().anyMatch(this::isIn);
  }

  private boolean isIn(String acr) {
    return essential.map(values -> values.contains(acr)).orElse(true)
        && (wanted.isEmpty() || wanted.contains(acr));
  }

  static ProtocolException unmet() {
    return new ProtocolError.UnmetAuthenticationRequirements(
            "None of the acr values that are needed can be reached; there are "
                + String.join(" ", Acr.SUPPORTED)
                + ".")
        .exception();
  }
}
