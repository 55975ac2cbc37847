package dev.mapae.authorizationserver.par;

import dev.mapae.authorizationserver.clientauth.Authenticated;
import dev.mapae.authorizationserver.issue.Repetition;
import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Handles.Kind;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.authorizationserver.store.PendingRequest;
import dev.mapae.authorizationserver.store.PendingRequests;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Keeps the requests that clients push, and finds them again by their `request_uri`. RFC 9126
/// §2.2, §4.
///
/// The `request_uri` is a handle, and the row is sealed for its client and its id: who has the
/// database has nothing to present and nothing to read, and cannot give the request of one client
/// or time to another.
public final class PushedRequests {
  /// How long a client may take to bring its person here: for a redirect that is slow, and for a
  /// device that first asks which browser to open. A leaked `request_uri` is soon worth nothing.
  public static final Duration EXPIRES_IN = Duration.ofSeconds(90);

  /// How long a person may take from then on, as with any other request: forms are as long good.
  private static final Duration FOR_THE_PERSON = Duration.ofHours(1);

  private static final String NAMESPACE = "urn:ietf:params:oauth:request_uri:";
  private static final Set<String> IN_THE_URL = Set.of("client_id", "request_uri");

  private final PendingRequests rows;
  private final Handles handles;
  private final Sealing sealing;
  private final Ids ids;
  private final InstantSource clock;

  public PushedRequests(
      PendingRequests rows, Handles handles, Sealing sealing, Ids ids, InstantSource clock) {
    this.rows = rows;
    this.handles = handles;
    this.sealing = sealing;
    this.ids = ids;
    this.clock = clock;
  }

  /// A request that is pushed.
  ///
  /// @param signed whether the parameters were in a request object (RFC 9126 §3)
  public record Pushing(Parameters parameters, boolean signed) {}

  /// A request as it was pushed.
  public record Found(PendingRequest row, Pushing request) {}

  /// Whether the query of an authorization request refers to a pushed one, also to one that is none
  /// of ours.
  public static boolean isMeantBy(Parameters query) {
    return query.all("request_uri").stream().anyMatch(uri -> uri.startsWith(NAMESPACE));
  }

  /// What counts of such a query: nothing else may add to what was pushed. RFC 9101 §5, §6.3.
  public static Parameters reference(Parameters query) {
    Set<String> others = new HashSet<>(query.names());
    others.removeAll(IN_THE_URL);
    return query.without(others);
  }

  /// Keeps a request that was found valid.
  ///
  /// @return its `request_uri`
  /// @throws ProtocolException when the client proved who it is with what was used before
  public String keep(Authenticated client, Pushing request) {
    String clientId = client.client().id();
    Instant now = clock.instant();
    String id = ids.next();
    PendingRequest row =
        new PendingRequest(
            id,
            PendingRequest.Kind.PUSHED_AUTHORIZATION_REQUEST,
            clientId,
            sealing.seal(
                use(request.signed(), id, clientId),
                request.parameters().encode().getBytes(StandardCharsets.UTF_8)),
            now,
            now.plus(EXPIRES_IN).plus(FOR_THE_PERSON));
    rows.add(row, client.once())
        .ifPresent(repeated -> {
          throw Repetition.of(repeated);
        });
    return handles.make(Kind.REQUEST_URI, id, 0);
  }

  /// Finds the request that a query refers to.
  ///
  /// @param firstSight when the browser first came with it: the time of the client is over then,
  ///   and that of the person begins
  /// @throws ProtocolException `invalid_request_uri`, to be shown to the person: for one that
  ///   expired, was answered, is another client's or nobody's
  public Found find(Parameters reference, Instant firstSight) {
    String clientId = reference.required("client_id");
    return handles
        .read(Kind.REQUEST_URI, reference.required("request_uri"))
        .flatMap(handle -> rows.find(PendingRequest.Kind.PUSHED_AUTHORIZATION_REQUEST, handle.id()))
        .filter(row -> row.clientId().equals(clientId))
        .filter(row -> firstSight.isBefore(row.createdAt().plus(EXPIRES_IN)))
        .flatMap(row -> opened(row, false).or(() -> opened(row, true)))
        .orElseThrow(PushedRequests::unknown);
  }

  private Optional<Found> opened(PendingRequest row, boolean signed) {
    return sealing
        .open(use(signed, row.id(), row.clientId()), row.sealed())
        .map(text -> Parameters.parse(new String(text, StandardCharsets.UTF_8)))
        .map(parameters -> new Found(row, new Pushing(parameters, signed)));
  }

  /// What is told of a request that is not there, whatever the reason.
  public static ProtocolException unknown() {
    return new ProtocolError.InvalidRequestUri(
            "The request_uri is not, or no longer, one of this client: it is good for "
                + EXPIRES_IN.toSeconds()
                + " seconds and for one answer. Go back to the application and start again.")
        .exception();
  }

  /// Whether it was signed is part of it, and cannot be changed in the database.
  private static String use(boolean signed, String id, String clientId) {
    return (signed ? "pushed_request_object\n" : "pushed_authorization_request\n")
        + id
        + "\n"
        + clientId;
  }
}
