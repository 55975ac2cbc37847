package dev.mapae.authorizationserver.grant;

import dev.mapae.authorizationserver.details.DetailsParameter;
import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.issue.Proof;
import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Handles.Handle;
import dev.mapae.authorizationserver.key.Handles.Kind;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.authorizationserver.store.PendingRequest;
import dev.mapae.authorizationserver.store.PendingRequests;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// A device asks whether its person has answered. RFC 8628 §3.4, §3.5.
public final class DeviceCode implements GrantType {
  /// The value of `grant_type`.
  public static final String NAME = "urn:ietf:params:oauth:grant-type:device_code";

  /// How long a device waits between two requests.
  public static final Duration INTERVAL = Duration.ofSeconds(5);

  /// For clocks and networks that are not as even as that.
  private static final Duration TOO_SOON = INTERVAL.minusSeconds(1);

  private final PendingRequests pending;
  private final Grants grants;
  private final Handles handles;
  private final Pace pace;
  private final InstantSource clock;

  /// @param seed which nobody knows
  public DeviceCode(
      PendingRequests pending, Grants grants, Handles handles, InstantSource clock, String seed) {
    this.pending = pending;
    this.grants = grants;
    this.handles = handles;
    this.pace = new Pace(TOO_SOON, 1, clock, seed);
    this.clock = clock;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Proof prove(Client client, Parameters form) {
    Handle code =
        handles
            .read(Kind.DEVICE_CODE, form.required("device_code"))
            .orElseThrow(() -> invalid("This is not a device_code of this server."));
    Instant now = clock.instant();
    // The grant takes the place of what waits in one transaction: whoever no longer finds the one
    // finds the other.
    Optional<PendingRequest> waiting =
        pending.find(PendingRequest.Kind.DEVICE_AUTHORIZATION_REQUEST, code.id());
    if (waiting.isPresent()) {
      throw unanswered(client, waiting.get(), now);
    }
    Grants.Found found = grants.find(code.id()).orElseThrow(DeviceCode::gone);
    requireIssuedTo(client, found.grant().clientId());
    // One that was redeemed before is looked at to the end: with the right verifier it is a replay.
    if (found.grant().generation() == 0 && !now.isBefore(found.grant().expiresAt())) {
      throw expired();
    }
    CodeVerifier.verify(found.grant(), form.one("code_verifier"));
    return new Proof.OfPerson(
        found,
        code,
        Optional.empty(),
        form.all("resource"),
        DetailsParameter.parse(form.one(AuthorizationDetail.PARAMETER)));
  }

  private ProtocolException unanswered(Client client, PendingRequest waiting, Instant now) {
    requireIssuedTo(client, waiting.clientId());
    if (waiting.denied()) {
      return new ProtocolError.AccessDenied("The person did not allow it.").exception();
    }
    if (!now.isBefore(waiting.expiresAt())) {
      return expired();
    }
    if (!pace.admits(waiting.id())) {
      return new ProtocolError.SlowDown(
              "The device asks too often: wait five seconds longer between two requests from now on"
                  + " (RFC 8628 3.5).")
          .exception();
    }
    return new ProtocolError.AuthorizationPending(
            "The person has not answered yet; ask again in " + INTERVAL.toSeconds() + " seconds.")
        .exception();
  }

  /// RFC 6749 §5.2.
  private static void requireIssuedTo(Client client, String clientId) {
    if (!clientId.equals(client.id())) {
      throw invalid("The device_code was issued to another client; send one of your own.");
    }
  }

  /// RFC 8628 §3.5.
  private static ProtocolException expired() {
    return new ProtocolError.ExpiredToken("The device_code expired; begin again with a new one.")
        .exception();
  }

  /// Of what is gone nobody knows any more whose it was. One that expired is there for some time
  /// after its end, so that this one most likely came to its end in another way: RFC 6749 §5.2 has
  /// one word for all of them.
  private static ProtocolException gone() {
    return invalid(
        "What came of the device_code was revoked, or it expired long ago; begin again with a new"
            + " one when the person wants to.");
  }

  private static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidGrant(description).exception();
  }
}
