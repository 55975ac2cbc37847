package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.binding.Binding;
import dev.mapae.authorizationserver.issue.Proof.OfPerson;
import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Handles.Kind;
import dev.mapae.authorizationserver.store.BoundKey;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Confirmation;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.authorizationserver.store.Grants.Spend.Gone;
import dev.mapae.authorizationserver.store.Grants.Spend.Repeated;
import dev.mapae.authorizationserver.store.Grants.Spend.Replayed;
import dev.mapae.authorizationserver.store.Grants.Spend.Spent;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.ProfileRule;
import dev.mapae.protocol.ProtocolError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Codes and refresh tokens: whose they are, and that each is good once.
///
/// @param grants that they are handles of
record SpentHandles(Grants grants) {
  /// RFC 9449 §5 and §10, RFC 8705 §4: the code of a request with `dpop_jkt`, and the refresh token
  /// that a public client got for a proof or with a certificate, come with the same key again.
  /// Refresh tokens of others are bound to the client, which authenticates.
  static void verifyKey(Client client, OfPerson proof, Binding binding) {
    Handles.Handle handle = proof.handle();
    Optional<Confirmation> key = proof.found().grant().key(handle.generation());
    if (key.isEmpty()
        || (!handle.kind().isCode() && !client.isPublic())
        || key.equals(binding.confirmation())) {
      return;
    }
    throw switch (key.get().method()) {
      case JKT ->
          binding.confirmation().isEmpty()
              ? new ProtocolError.InvalidRequest(
                      "This code or refresh token is bound to a key; send a DPoP proof of that key.")
                  .exception()
              : new ProtocolError.InvalidGrant(
                      "This code or refresh token is bound to another key than that of the DPoP"
                          + " proof.")
                  .exception();
      case X5T_S256 ->
          new ProtocolError.InvalidGrant(
                  binding instanceof Binding.Certificate
                      ? "This refresh token is bound to another certificate; use the one that it was"
                          + " got with, or ask the person again."
                      : "This refresh token is bound to a certificate, and the client is no longer"
                          + " registered with tls_client_certificate_bound_access_tokens; ask the"
                          + " person again.")
              .exception();
    };
  }

  /// The key that the handles of a grant are bound to from now on, where they are not yet.
  private static Optional<Confirmation> newKey(Client client, Grant grant, Binding binding) {
    return client.isPublic() && grant.boundKey().isEmpty()
        ? binding.confirmation()
        : Optional.empty();
  }

  /// Spends the handle, or ends the grant when the handle was spent before: the client is
  /// authenticated and everything else was right, so this is a replay (RFC 6749 §4.1.2, RFC 9700
  /// §4.14.2).
  int spend(
      Client client, OfPerson proof, Binding binding, Instant now, Instant end, List<Once> once) {
    Grant grant = proof.found().grant();
    String id = grant.id();
    int presented = proof.handle().generation();
    Grants.Spend spend =
        once.isEmpty() && grant.generation() > presented
            // Nobody has to ask again: a row never counts back.
            ? new Replayed(grant.generation(), grant.usedAt(), grant.boundKey())
            : isKept(client, proof)
                ? grants.keep(id, presented, now, end, once)
                : grants.spend(id, presented, now, end, newKey(client, grant, binding), once);
    return switch (spend) {
      case Spent(int generation) -> generation;
      case Replayed replayed
          when isForgiven(client, proof, replayed, now)
              && hasSuccessorsKey(client, replayed, binding) ->
          replayed.generation();
      case Replayed replayed -> {
        grants.revoke(id);
        throw new Replay(client.id(), proof.found().person().subject());
      }
      // Whoever sent a request twice did not bring the handle twice.
      case Repeated(Once repeated) -> throw Repetition.of(repeated);
      case Gone() ->
          throw new ProtocolError.InvalidGrant(
                  "This grant has ended: it was revoked, or it expired.")
              .exception();
    };
  }

  /// FAPI 2.0 Security Profile §5.3.2.1: whether a refresh token stays good, so that nobody has to
  /// be asked again for an answer that was lost. Only that of a client which authenticates with a
  /// key, to which it is bound.
  private static boolean isKept(Client client, OfPerson proof) {
    return proof.handle().kind() == Kind.REFRESH_TOKEN
        && !client.isPublic()
        && client.requirements().holds(ProfileRule.REFRESH_TOKENS_KEPT);
  }

  /// A lost answer is forgiven for as long as the client registered (`refresh_token_reuse_grace`),
  /// while the successor is unused: the same successor is derived again.
  private static boolean isForgiven(Client client, OfPerson proof, Replayed replayed, Instant now) {
    Duration grace = client.refreshTokenReuseGrace();
    return proof.handle().kind() == Kind.REFRESH_TOKEN
        && replayed.generation() == proof.handle().generation() + 1
        // Whoever was faster may have looked at the clock later, or at one that is ahead.
        && grace.isPositive()
        && now.isBefore(replayed.usedAt().plus(grace));
  }

  /// Whether what would be derived again is bound as the one who asks can use it. A thief who bound
  /// the successor to a key of theirs would otherwise keep it, and its owner would never bring it.
  private static boolean hasSuccessorsKey(Client client, Replayed replayed, Binding binding) {
    Optional<Confirmation> key =
        replayed
            .boundKey()
            .filter(bound -> replayed.generation() >= bound.from())
            .map(BoundKey::key);
    return !client.isPublic() || key.equals(binding.confirmation());
  }
}
