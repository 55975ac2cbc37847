package dev.mapae.authorizationserver.grant;

import dev.mapae.authorizationserver.details.DetailsParameter;
import dev.mapae.authorizationserver.issue.Proof;
import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Handles.Handle;
import dev.mapae.authorizationserver.key.Handles.Kind;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.InstantSource;
import java.util.Optional;

/// The client redeems the code of an authorization response. RFC 6749 §4.1.3, RFC 7636 §4.5.
public final class AuthorizationCode implements GrantType {
  private final Grants grants;
  private final Handles handles;
  private final InstantSource clock;

  public AuthorizationCode(Grants grants, Handles handles, InstantSource clock) {
    this.grants = grants;
    this.handles = handles;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "authorization_code";
  }

  @Override
  public Proof prove(Client client, Parameters form) {
    Handle code =
        handles
            .read(Kind.CODE, form.required("code"))
            .orElseThrow(() -> invalid("This is not a code of this server."));
    Grants.Found found =
        grants
            .find(code.id())
            .filter(f -> f.grant().clientId().equals(client.id()))
            .orElseThrow(() ->
                invalid(
                    "The code is unknown: it expired, its grant was revoked, or it was issued"
                        + " to another client."));
    Grant grant = found.grant();
    // A code that was redeemed before is looked at to the end: with the right verifier it is a
    // replay.
    if (grant.generation() == 0 && !clock.instant().isBefore(grant.expiresAt())) {
      throw invalid("The code has expired; codes are redeemed at once.");
    }
    verifyRedirectUri(grant, form.one("redirect_uri"));
    CodeVerifier.verify(grant, form.one("code_verifier"));
    return new Proof.OfPerson(
        found,
        code,
        Optional.empty(),
        form.all("resource"),
        DetailsParameter.parse(form.one(AuthorizationDetail.PARAMETER)));
  }

  /// RFC 6749 §4.1.3: required if the authorization request had one, and then identical.
  private static void verifyRedirectUri(Grant grant, Optional<String> presented) {
    if (grant.redirectUri().isPresent() && presented.isEmpty()) {
      throw invalid(
          "The redirect_uri is missing; send the one of the authorization request again.");
    }
    if (presented.isPresent() && !presented.equals(grant.redirectUri())) {
      throw invalid("The redirect_uri is not the one of the authorization request.");
    }
  }

  private static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidGrant(description).exception();
  }
}
