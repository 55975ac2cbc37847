package dev.mapae.authorizationserver.device;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.authorize.NeededAcr;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.clientauth.Authenticated;
import dev.mapae.authorizationserver.details.DetailsParameter;
import dev.mapae.authorizationserver.issue.ClaimsRequest;
import dev.mapae.authorizationserver.issue.Decision;
import dev.mapae.authorizationserver.issue.Decision.Wish;
import dev.mapae.authorizationserver.issue.Repetition;
import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Handles.Kind;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.authorizationserver.key.SecretKey;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.PendingRequest;
import dev.mapae.authorizationserver.store.PendingRequests;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Keeps the requests of devices, and finds them again by the code that a person types. RFC 8628
/// §3.2, §3.3.
///
/// When the person approves, the grant takes the place of the row, under the same id: the
/// `device_code` is a handle of that id, and leads to the one or to the other.
public final class DeviceRequests {
  private static final PendingRequest.Kind KIND = PendingRequest.Kind.DEVICE_AUTHORIZATION_REQUEST;

  /// Of the device, in the sealed request; no parameter of a client has such a name.
  private static final String USER_CODE = "mapae_user_code";

  private static final String ADDRESS = "mapae_remote_address";

  /// In the URLs of our pages.
  private static final String DEVICE = "device";

  private final PendingRequests rows;
  private final Handles handles;
  private final Sealing sealing;
  private final UserCodes userCodes;
  private final Ids ids;
  private final InstantSource clock;

  public DeviceRequests(
      Issuer issuer,
      PendingRequests rows,
      Handles handles,
      Sealing sealing,
      Supplier<KeyRing> keys,
      SecureRandom random,
      Ids ids,
      InstantSource clock) {
    this.rows = rows;
    this.handles = handles;
    this.sealing = sealing;
    this.userCodes = new UserCodes(issuer.value(), keys, random);
    this.ids = ids;
    this.clock = clock;
  }

  /// What the device gets.
  record Kept(String deviceCode, String userCode) {
    /// Tells nothing of the codes.
    @Override
    public String toString() {
      return "Kept";
    }
  }

  /// A request that waits.
  ///
  /// @param asked what the client asked for
  /// @param userCode as the device shows it
  /// @param remoteAddress from where the device asked
  record Waiting(PendingRequest row, Parameters asked, String userCode, String remoteAddress) {
    /// Tells nothing of the code.
    @Override
    public String toString() {
      return "Waiting[" + row.id() + "]";
    }
  }

  /// Keeps a request that was found valid.
  ///
  /// @throws ProtocolException when the client proved who it is with what was used before
  Kept keep(Authenticated client, Parameters asked, String remoteAddress, Duration lifetime) {
    String clientId = client.client().id();
    Instant now = clock.instant();
    String id = ids.next();
    String userCode = userCodes.next();
    Parameters kept = asked.with(USER_CODE, userCode).with(ADDRESS, remoteAddress);
    PendingRequest row =
        new PendingRequest(
            id,
            KIND,
            clientId,
            sealing.seal(use(id, clientId), kept.encode().getBytes(StandardCharsets.UTF_8)),
            now,
            now.plus(lifetime),
            Optional.of(userCodes.lookup(userCode)),
            false);
    rows.add(row, client.once())
        .ifPresent(repeated -> {
          throw Repetition.of(repeated);
        });
    return new Kept(handles.make(Kind.DEVICE_CODE, id, 0), userCode);
  }

  /// Finds the request whose code somebody typed.
  ///
  /// @return empty for a code of no device, or of one whose person has answered
  Optional<Waiting> byUserCode(String typed) {
    String shown = UserCodes.shown(typed);
    return shown.isEmpty()
        ? Optional.empty()
        : userCodes.lookups(shown).stream()
            .flatMap(lookup -> rows.findByLookup(KIND, lookup, clock.instant()).stream())
            .findFirst()
            .flatMap(this::waiting)
            // Who can write the database could lead a code to the request of another device.
            .filter(waiting -> SecretKey.same(waiting.userCode(), shown));
  }

  /// What the URLs of our pages carry from then on.
  Parameters visit(Waiting found) {
    return Parameters.empty().with(DEVICE, handles.make(Kind.DEVICE_VISIT, found.row().id(), 0));
  }

  /// Finds the request of a page.
  ///
  /// @throws ProtocolException `expired_token`, to be shown to the person
  Waiting ofVisit(Parameters visit) {
    return ofPage(visit).orElseThrow(DeviceRequests::expired);
  }

  /// Makes sure that the device of a page waits still.
  ///
  /// @throws ProtocolException `expired_token`, to be shown to the person
  public void requireWaiting(Visit visit) {
    var _ = ofVisit(visit.parameters());
  }

  /// Whose device a page is for.
  ///
  /// @return empty where it waits no longer
  public Optional<String> clientOf(Visit visit) {
    return ofPage(visit.parameters()).map(waiting -> waiting.row().clientId());
  }

  private Optional<Waiting> ofPage(Parameters visit) {
    return handles
        .read(Kind.DEVICE_VISIT, visit.required(DEVICE))
        .flatMap(handle -> rows.find(KIND, handle.id()))
        .flatMap(this::waiting);
  }

  private Optional<Waiting> waiting(PendingRequest row) {
    return Optional.of(row)
        .filter(r -> !r.denied() && clock.instant().isBefore(r.expiresAt()))
        .flatMap(r -> sealing.open(use(r.id(), r.clientId()), r.sealed()))
        .map(text -> Parameters.parse(new String(text, StandardCharsets.UTF_8)))
        .map(kept ->
            new Waiting(
                row,
                kept.without(Set.of(USER_CODE, ADDRESS)),
                kept.required(USER_CODE),
                kept.required(ADDRESS)));
  }

  /// Keeps that the person said no.
  ///
  /// @throws ProtocolException `expired_token` where another answer was quicker
  void deny(Waiting found) {
    if (!rows.deny(found.row(), clock.instant())) {
      throw expired();
    }
  }

  /// What a device asks for, of the one decision.
  ///
  /// @param asked its parameters
  static Wish wish(Client client, Optional<Person> person, Parameters asked) {
    return new Wish(
        client,
        person,
        asked.one("scope").map(Scope::parse),
        asked.all("resource"),
        DetailsParameter.parse(asked.one(AuthorizationDetail.PARAMETER)),
        Optional.empty());
  }

  /// How the person has to sign in.
  static NeededAcr neededAcr(Decision decision, Client client, Parameters asked) {
    return NeededAcr.of(
        Optional.empty(),
        NeededAcr.values(client, asked, ClaimsRequest.NONE),
        decision.isForApi(wish(client, Optional.empty(), asked)));
  }

  /// What a person is told who comes too late.
  static ProtocolException expired() {
    return new ProtocolError.ExpiredToken(
            "The code of this device is no longer good: it expired, or was answered. Let the device"
                + " show a new one.")
        .exception();
  }

  private static String use(String id, String clientId) {
    return "device_authorization_request\n" + id + "\n" + clientId;
  }
}
