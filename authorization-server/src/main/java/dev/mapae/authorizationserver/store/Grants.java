package dev.mapae.authorizationserver.store;

import dev.mapae.protocol.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Keeps grants. A row is spent by one compare-and-set, which exactly one of any number of racers
/// wins.
public interface Grants {
  /// Keeps a new grant, durably before this returns, if the session that it is given in is still
  /// there and the same person's.
  ///
  /// @param told whether its client hears of it when that session ends
  /// @param noted what the person is shown of it, kept with the grant
  /// @return false when the session ended meanwhile; nothing was kept
  boolean open(Grant grant, boolean told, Activity... noted);

  /// Keeps a new grant as [#open] does, and spends the pending request that it answers, in one
  /// transaction: both or neither. Of any number of racers with the same request one opens a grant.
  Opening openInPlaceOf(PendingRequest request, Grant grant, boolean told, Activity... noted);

  /// What a person allowed clients that is still in force, by client. What was allowed several
  /// times comes once.
  List<Held> ofPerson(String subject, Instant now, int limit);

  /// Something that a client holds.
  ///
  /// @param resources the resource indicators that its tokens may be for
  /// @param claims as in [Grant]
  /// @param since when it was allowed first
  /// @param usedAt of the last redemption or refresh
  record Held(
      String clientId,
      Scope scope,
      List<String> resources,
      Optional<String> claims,
      List<AuthorizationDetail> details,
      Instant since,
      Instant usedAt) {
    public Held {
      resources = List.copyOf(resources);
      details = List.copyOf(details);
    }
  }

  /// Reads a grant with the state of its person and client, in one query. An expired row may still
  /// be found.
  Optional<Found> find(String id);

  /// Spends a handle of this generation: the row moves to `generation + 1` if it is not beyond
  /// `generation` already. Durable before this returns.
  ///
  /// @param generation of the handle that was presented
  /// @param expiresAt the new absolute end of the row
  /// @param key that the handles from now on are bound to, if they are to none yet
  /// @param once what else the request spends, in the same transaction and before the row; when one
  ///   of it was spent before, nothing is spent now
  Spend spend(
      String id,
      int generation,
      Instant now,
      Instant expiresAt,
      Optional<Confirmation> key,
      List<Once> once);

  /// Uses a handle of this generation that is good again afterwards: the row stays, or comes, at
  /// `generation` if it is not beyond it. Durable before this returns.
  ///
  /// @param once what else the request spends, in the same transaction and before the row; when one
  ///   of it was spent before, nothing is used now
  Spend keep(String id, int generation, Instant now, Instant expiresAt, List<Once> once);

  /// The same, bound to no key.
  default Spend spend(String id, int generation, Instant now, Instant expiresAt, List<Once> once) {
    return spend(id, generation, now, expiresAt, Optional.empty(), once);
  }

  /// Ends a grant: the row is deleted. Durable before this returns; a grant that is gone already is
  /// fine.
  void revoke(String id);

  /// Deletes some expired rows, of this issuer and of those that are no longer served.
  ///
  /// @param limit at most this many
  /// @return how many were deleted
  int sweep(Instant now, int limit);

  /// A grant and what has to be known with it at the same moment.
  ///
  /// @param clientEnabled false when the client was disabled or deleted
  record Found(Grant grant, Person person, boolean clientEnabled) {}

  /// What became of a grant that answers a pending request.
  enum Opening {
    OPENED,
    /// Nothing was kept, and the request still waits.
    SESSION_ENDED,
    /// Nothing was kept.
    REQUEST_SPENT
  }

  /// What became of an attempt to spend.
  sealed interface Spend {
    /// This caller won.
    ///
    /// @param generation of the row from now on
    record Spent(int generation) implements Spend {}

    /// The handle was spent before.
    ///
    /// @param generation of the row
    /// @param usedAt when it was spent last
    /// @param boundKey of the row
    record Replayed(int generation, Instant usedAt, Optional<BoundKey> boundKey) implements Spend {}

    /// The request itself is one that was made before.
    record Repeated(Once once) implements Spend {}

    /// There is no such grant any more.
    record Gone() implements Spend {}
  }
}
