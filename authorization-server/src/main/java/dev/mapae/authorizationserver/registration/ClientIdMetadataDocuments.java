package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.clientauth.ClientAuthentication;
import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.KeyKind;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.DocumentReader.Found;
import dev.mapae.authorizationserver.registration.DocumentReader.Unusable;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Following;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Registration;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// Clients that are known by the URL of their metadata document.
/// draft-ietf-oauth-client-id-metadata-document-02.
///
/// - A document is first fetched for a person who is signed in, and its client then is a row like
///   that of one that registered itself. Nobody else causes a fetch, or a write.
/// - It is fetched again when it is no longer fresh (RFC 9111 §4.2) and somebody comes for it: a
///   person who is signed in, or the client with an authentic code, of a device too, or token. What
///   has changed is in force from then on; without a usable document there is neither a new
///   authorization nor a refresh, and nothing is spent.
/// - Neither failures nor unusable documents are kept (§5.2), but one that could not be had rests,
///   each has a pace, and so has each person, whoever comes for them, and each address that people
///   are at. Who waits for what another has fetched spends nothing of theirs.
public final class ClientIdMetadataDocuments {
  private static final Duration APART = Duration.ofSeconds(10);
  private static final int FETCHES_AT_ONCE = 10;
  private static final int OF_PERSON_AT_ONCE = 20;

  /// Where people make accounts, one may be as many as they like.
  private static final int OF_ADDRESS_AT_ONCE = 100;

  private final DocumentPolicy policy;
  private final DocumentReader reader;
  private final Stores stores;
  private final Following<Client> cache;
  private final BroughtGrants brought;
  private final Consumer<Set<KeyKind>> ensureKeys;
  private final Audit audit;
  private final InstantSource clock;
  private final Pace documents;
  private final Pace people;
  private final Pace addresses;
  private final OneAtATime underWay = new OneAtATime();
  private final FreshUntil freshUntil = new FreshUntil();

  private ClientIdMetadataDocuments(
      DocumentPolicy policy,
      DocumentReader reader,
      Stores stores,
      Following<Client> cache,
      BroughtGrants brought,
      Consumer<Set<KeyKind>> ensureKeys,
      Audit audit,
      InstantSource clock,
      Ids ids) {
    this.policy = policy;
    this.reader = reader;
    this.stores = stores;
    this.cache = cache;
    this.brought = brought;
    this.ensureKeys = ensureKeys;
    this.audit = audit;
    this.clock = clock;
    this.documents = new Pace(APART, FETCHES_AT_ONCE, clock, ids.next());
    this.addresses = new Pace(APART, OF_ADDRESS_AT_ONCE, clock, ids.next());
    this.people = new Pace(APART, OF_PERSON_AT_ONCE, clock, ids.next());
  }

  /// Puts them together.
  ///
  /// @param cache of the clients, that of this server
  /// @param ensureKeys makes keys that are not there yet
  public static ClientIdMetadataDocuments of(
      RegistrationPolicy policy,
      Fetcher fetcher,
      Stores stores,
      Following<Client> cache,
      Supplier<Catalog> catalog,
      InForce inForce,
      Handles handles,
      Consumer<Set<KeyKind>> ensureKeys,
      Audit audit,
      InstantSource clock,
      Ids ids) {
    return new ClientIdMetadataDocuments(
        policy.documents(),
        new DocumentReader(fetcher, new ClientOfMetadata(policy.rules(), inForce, catalog)),
        stores,
        cache,
        new BroughtGrants(stores.grants(), handles),
        ensureKeys,
        audit,
        clock,
        ids);
  }

  /// Whether this is the URL of a document that has to be fetched before its client is known. It
  /// fetches nothing.
  public boolean isUnseen(String clientId) {
    return policy.admits(clientId) && !isKnown(cache.find(clientId));
  }

  /// A client that has a row and no document was declared, and one that was switched off stays so.
  private boolean isKnown(Optional<Client> client) {
    return client.isPresent()
        && (!client.get().isOfDocument()
            || !client.get().enabled()
            || freshUntil.isFresh(client.get(), clock.instant()));
  }

  /// Makes a client known for a person who is signed in, who may wait some seconds for it.
  ///
  /// @param subject of that person
  /// @throws ProtocolException `invalid_request` when it has no usable document, to be shown to the
  ///   person; `temporarily_unavailable` when too much is asked, or the document rests
  public void see(Request request, String clientId, String subject) {
    if (!isUnseen(clientId)) {
      return;
    }
    reader.refuseResting(clientId);
    try {
      look(new Visitor(request, subject, true), clientId);
    } catch (Unusable e) {
      throw new ProtocolError.InvalidRequest(e.description()).exception();
    }
  }

  /// Has the document of a client fetched again where it is due, before the client authenticates
  /// with a key that may be in it, for a request with an authentic code, of a device too, or
  /// refresh token of it.
  ///
  /// @throws ProtocolException `invalid_client` when there is no usable document any more;
  ///   `temporarily_unavailable` when too much is asked, or the document rests
  public void renew(Request request, Parameters form) {
    due(form)
        .flatMap(clientId -> brought.byHandle(form, clientId))
        .ifPresent(grant -> renew(request, grant));
  }

  /// The same for a request that brings a token of a grant, which has it fetched for its keys
  /// alone: a client without any is known as well by the document of before.
  ///
  /// @param grantId of an authentic token of a client; asked for only where it matters
  /// @throws ProtocolException as [#renew(Request, Parameters)]
  void renewKeys(Request request, Parameters form, Function<String, Optional<String>> grantId) {
    due(form)
        .filter(clientId ->
            !form.all("client_assertion").isEmpty()
                || cache.find(clientId).filter(client -> !client.isPublic()).isPresent())
        .flatMap(clientId -> grantId.apply(clientId).flatMap(id -> brought.byId(id, clientId)))
        .ifPresent(grant -> renew(request, grant));
  }

  private void renew(Request request, Grant grant) {
    reader.refuseResting(grant.clientId());
    try {
      look(new Visitor(request, grant.subject(), false), grant.clientId());
    } catch (Unusable e) {
      throw new ProtocolError.InvalidClient(e.description()).exception();
    }
  }

  private Optional<String> due(Parameters form) {
    return ClientAuthentication.claimed(form).filter(this::isUnseen);
  }

  /// A person who is there brings back a client that is gone, and so waits for none who is not.
  private void look(Visitor visitor, String clientId) {
    underWay.run(
        clientId + " " + visitor.isThere(), () -> admit(visitor), () -> learn(visitor, clientId));
  }

  /// It is asked before anything is under way, so that one who comes too often spends nothing of
  /// the document's pace.
  private void admit(Visitor visitor) {
    admit(people, visitor.subject());
    if (visitor.isThere() && !addresses.admitsAddress(visitor.request().remoteAddress())) {
      throw tooMany();
    }
  }

  private static void admit(Pace pace, String same) {
    if (!pace.admits(same)) {
      throw tooMany();
    }
  }

  private static ProtocolException tooMany() {
    return new ProtocolError.TooManyRequests(
            "The metadata document of this client was asked for too often, or too many were; try"
                + " again later.",
            APART)
        .exception();
  }

  /// For whom a document is fetched.
  ///
  /// @param subject of the person
  /// @param isThere whether they are, and not only the client with what they allowed
  private record Visitor(Request request, String subject, boolean isThere) {}

  private void learn(Visitor visitor, String clientId) {
    Optional<Client> kept = stores.clients().find(clientId);
    if (isKnown(kept)) {
      // Another request, or node, was quicker.
      cache.refresh();
      return;
    }
    if (kept.isEmpty() && !visitor.isThere()) {
      // It is gone. Only a person brings it back.
      return;
    }
    admit(documents, clientId);
    Found found = reader.fetch(clientId, kept.isPresent());
    Instant now = clock.instant();
    if (kept.isEmpty()) {
      add(visitor, clientId, found, now);
    } else {
      change(visitor, kept.get(), found, now);
    }
  }

  private void add(Visitor visitor, String clientId, Found found, Instant now) {
    Instant until = now.plus(found.freshFor());
    Client client =
        reader.client(
            clientId,
            found,
            Registration.ofDocument(now, Optional.of(now.plus(ClientRegistration.UNUSED)), until));
    reader.requireSector(client);
    ensureKeys.accept(KeyKind.neededBy(client));
    if (stores.registrations().register(client, Optional.empty(), now)) {
      audit.record(
          AuditEvent.of(AuditEvent.Type.CLIENT_REGISTERED, visitor.request())
              .with("sub", visitor.subject())
              .with("client_id", clientId));
    }
    cache.refresh();
  }

  /// A document that says the same costs no write: every node forgets all clients upon one.
  private void change(Visitor visitor, Client kept, Found found, Instant now) {
    Instant until = now.plus(found.freshFor());
    Registration before = kept.registration().orElseThrow();
    if (reader.client(kept.id(), found, before).equals(kept)) {
      freshUntil.put(kept, until);
      return;
    }
    Client client =
        reader
            .client(
                kept.id(),
                found,
                Registration.ofDocument(before.issuedAt(), before.expiresAt(), until))
            .insteadOf(kept, now);
    reader.requireSameSector(kept, client);
    ensureKeys.accept(KeyKind.neededBy(client));
    // It may be gone, or have been declared meanwhile.
    if (stores.registrations().replace(client)) {
      audit.record(
          AuditEvent.of(AuditEvent.Type.REGISTRATION_CHANGED, visitor.request())
              .with("client_id", kept.id()));
    }
    cache.refresh();
  }
}
