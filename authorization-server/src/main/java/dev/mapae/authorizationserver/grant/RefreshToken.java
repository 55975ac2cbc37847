package dev.mapae.authorizationserver.grant;

import dev.mapae.authorizationserver.details.DetailsParameter;
import dev.mapae.authorizationserver.issue.Proof;
import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Handles.Handle;
import dev.mapae.authorizationserver.key.Handles.Kind;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.time.InstantSource;

/// The client renews its tokens; the refresh token is replaced each time. RFC 6749 §6, RFC 9700
/// §4.14.2.
public final class RefreshToken implements GrantType {
  private final Grants grants;
  private final Handles handles;
  private final Lifetimes lifetimes;
  private final InstantSource clock;

  public RefreshToken(Grants grants, Handles handles, Lifetimes lifetimes, InstantSource clock) {
    this.grants = grants;
    this.handles = handles;
    this.lifetimes = lifetimes;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "refresh_token";
  }

  @Override
  public Proof prove(Client client, Parameters form) {
    Handle token =
        handles
            .read(Kind.REFRESH_TOKEN, form.required("refresh_token"))
            .orElseThrow(() -> invalid("This is not a refresh token of this server."));
    Grants.Found found =
        grants
            .find(token.id())
            .filter(f -> f.grant().clientId().equals(client.id()))
            .orElseThrow(() ->
                invalid(
                    "The refresh token is unknown: its grant ended, or it was issued to another"
                        + " client."));
    Duration idle = lifetimes.overriddenBy(client.lifetimes()).of(Lifetime.REFRESH_TOKEN_IDLE);
    if (!clock.instant().isBefore(found.grant().refreshableUntil(idle))) {
      throw invalid("The refresh token has expired; ask the person again.");
    }
    return new Proof.OfPerson(
        found,
        token,
        form.one("scope").map(Scope::parse),
        form.all("resource"),
        DetailsParameter.parse(form.one(AuthorizationDetail.PARAMETER)));
  }

  private static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidGrant(description).exception();
  }
}
