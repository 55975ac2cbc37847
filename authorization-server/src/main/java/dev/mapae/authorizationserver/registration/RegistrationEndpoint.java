package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Handles.Kind;
import dev.mapae.authorizationserver.key.KeyKind;
import dev.mapae.authorizationserver.registration.ClientRegistration.Made;
import dev.mapae.authorizationserver.registration.SoftwareStatements.Attested;
import dev.mapae.authorizationserver.store.InitialAccessToken;
import dev.mapae.authorizationserver.store.InitialAccessTokens;
import dev.mapae.authorizationserver.store.Registrations;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The client registration endpoint. RFC 7591 §3, OpenID Connect Dynamic Client Registration §3.
final class RegistrationEndpoint implements Endpoint {
  private final RegistrationPolicy.Mode mode;
  private final ClientRegistration registration;
  private final SectorIdentifiers sectors;
  private final SoftwareStatements statements;
  private final Registrations registrations;
  private final InitialAccessTokens initialAccessTokens;
  private final Handles handles;
  private final ClientInformation information;
  private final BearerRefusal refusal;
  private final Audit audit;
  private final Pace strangers;
  private final Consumer<Set<KeyKind>> ensureKeys;
  private final InstantSource clock;

  /// @param strangers how fast those may register for whom nobody vouches: each is a row
  /// @param ensureKeys makes the keys that a client needs, before any node knows of it
  RegistrationEndpoint(
      RegistrationPolicy.Mode mode,
      ClientRegistration registration,
      SectorIdentifiers sectors,
      SoftwareStatements statements,
      Registrations registrations,
      InitialAccessTokens initialAccessTokens,
      Handles handles,
      ClientInformation information,
      BearerRefusal refusal,
      Audit audit,
      Pace strangers,
      Consumer<Set<KeyKind>> ensureKeys,
      InstantSource clock) {
    this.mode = mode;
    this.registration = registration;
    this.sectors = sectors;
    this.statements = statements;
    this.registrations = registrations;
    this.initialAccessTokens = initialAccessTokens;
    this.handles = handles;
    this.information = information;
    this.refusal = refusal;
    this.audit = audit;
    this.strangers = strangers;
    this.ensureKeys = ensureKeys;
    this.clock = clock;
  }

  @Override
  public Response handle(Request request) {
    Map<String, String> known = new LinkedHashMap<>();
    try {
      Instant now = clock.instant();
      Optional<String> token =
          needsToken(request) ? Optional.of(initialAccessToken(request, now)) : Optional.empty();
      Metadata metadata = Metadata.of(request);
      boolean isCounted = statements.judges(metadata);
      if (isCounted) {
        // It costs signatures, and may cost a fetch.
        admit(request);
      }
      Attested attested = statements.attested(metadata);
      known.putAll(attested.facts());
      if (mode == RegistrationPolicy.Mode.TOKEN && token.isEmpty()) {
        requireInstead(attested);
      }
      Made made = attested.judged(judged -> registration.register(judged, now));
      if (!isCounted && isPaced(token, made)) {
        admit(request);
      }
      sectors.require(made.client());
      ensureKeys.accept(KeyKind.neededBy(made.client()));
      if (!registrations.register(made.client(), token, now)) {
        throw unknownToken();
      }
      known.put("client_id", made.client().id());
      audit.record(AuditEvent.of(AuditEvent.Type.CLIENT_REGISTERED, request, known));
      return Response.json(201, information.of(made)).noStore();
    } catch (ProtocolException e) {
      known.put("error", e.error().code());
      audit.record(AuditEvent.of(AuditEvent.Type.REGISTRATION_REFUSED, request, known));
      return refusal.of(request, e.error());
    }
  }

  private void admit(Request request) {
    if (!strangers.admitsAddress(request.remoteAddress())) {
      throw new ProtocolError.TooManyRequests(
              "Too many clients are registered from this address; register this one later.",
              RegistrationEndpoints.APART)
          .exception();
    }
  }

  /// A token is spent by what is registered, and not by a document that is fetched in vain.
  private static boolean isPaced(Optional<String> token, Made made) {
    return token.isEmpty() || made.client().subjects().sectorIdentifierUri().isPresent();
  }

  /// Who brings a token is judged by that; who brings none may have a statement that is as good.
  private boolean needsToken(Request request) {
    return mode == RegistrationPolicy.Mode.TOKEN
        && (request.headers().first("Authorization").isPresent()
            || !statements.mayReplaceInitialAccessToken());
  }

  private static void requireInstead(Attested attested) {
    if (attested.by().filter(SoftwareStatementIssuer::insteadOfInitialAccessToken).isEmpty()) {
      throw unknownToken();
    }
  }

  /// The id of the token that a request came with. RFC 7591 §3.
  private String initialAccessToken(Request request, Instant now) {
    return BearerRefusal.token(request)
        .flatMap(token -> handles.read(Kind.INITIAL_ACCESS_TOKEN, token))
        .map(Handles.Handle::id)
        .flatMap(initialAccessTokens::find)
        .filter(token -> token.usesLeft() > 0 && token.expiresAt().isAfter(now))
        .map(InitialAccessToken::id)
        .orElseThrow(RegistrationEndpoint::unknownToken);
  }

  private static ProtocolException unknownToken() {
    return new ProtocolError.InvalidToken(
            "Registering a client needs an initial access token of this server in the Authorization"
                + " header, as Bearer; it is missing, used up or over. Ask the operator for one.")
        .exception();
  }
}
