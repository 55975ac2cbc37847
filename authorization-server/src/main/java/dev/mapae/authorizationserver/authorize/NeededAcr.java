package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.authentication.Acr;
import dev.mapae.authorizationserver.issue.ClaimsRequest;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How a person has to have signed in: lists of which `acr` has to be in each.
public record NeededAcr(List<List<String>> lists) {
  public NeededAcr {
    lists = List.copyOf(lists);
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
    return new NeededAcr(
        Stream.concat(
                essential.stream(),
                Stream.of(forApi ? acrValues : List.<String>of())
                    .filter(values -> !values.isEmpty()))
            .toList());
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

  /// Whether the person signed in as they have to.
  ///
  /// @param firstSight when the browser first came with the request
  /// @throws ProtocolException `unmet_authentication_requirements` for one who just did, and would
  ///   be asked forever
  public boolean isMetBy(Session session, Instant firstSight) {
    boolean met = isIn(session.acr());
    if (!met && session.authenticatedAt().isAfter(firstSight)) {
      throw unmet();
    }
    return met;
  }

  private boolean isIn(String acr) {
    return lists.stream().allMatch(needed -> needed.contains(acr));
  }

  private static ProtocolException unmet() {
    return new ProtocolError.UnmetAuthenticationRequirements(
            "None of the acr values that are needed can be reached here; there are "
                + String.join(" ", Acr.SUPPORTED)
                + ".")
        .exception();
  }
}
