package dev.mapae.authorizationserver.device;

import dev.mapae.authorizationserver.authorize.CodeChallenge;
import dev.mapae.authorizationserver.device.DeviceRequests.Waiting;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.ProtocolException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Turns a yes into a grant, which takes the place of the request that the device waits for. RFC
/// 8628 §3.3.
public record DeviceApproval(Grants grants, Lifetimes lifetimes, InstantSource clock) {
  /// Opens the grant.
  ///
  /// @param given what the decision and the person allow
  /// @return false when the session ended meanwhile
  /// @throws ProtocolException `expired_token` when another answer was quicker
  boolean open(
      Waiting device, Client client, Sessions.Found who, Permission given, Activity noted) {
    Instant now = clock.instant();
    Session session = who.session();
    Grant grant =
        new Grant(
            device.row().id(),
            0,
            who.person().subject(),
            client.id(),
            session.id(),
            session.firstId(),
            given.scope(),
            given.audience(),
            given.named(),
            Optional.empty(),
            given.details(),
            Optional.empty(),
            CodeChallenge.of(device.asked()),
            Optional.empty(),
            session.authenticatedAt(),
            session.acr(),
            session.amr(),
            now,
            now,
            end(device, client, now),
            Optional.empty());
    return switch (grants.openInPlaceOf(device.row(), grant, grant.isTold(client), noted)) {
      case OPENED -> true;
      case SESSION_ENDED -> false;
      case REQUEST_SPENT -> throw DeviceRequests.expired();
    };
  }

  /// A device that asks in time gets an answer that came in time.
  private Instant end(Waiting device, Client client, Instant now) {
    Instant redeemable = now.plus(lifetimes.overriddenBy(client.lifetimes()).of(Lifetime.CODE));
    Instant ofRow = device.row().expiresAt();
    return redeemable.isAfter(ofRow) ? redeemable : ofRow;
  }
}
