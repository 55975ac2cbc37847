package dev.mapae.authorizationserver.life;

import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Confirmation;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.PendingRequest;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Stores;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Stores that break one of their promises, as somebody might by mistake.
final class FaultyStores {
  private FaultyStores() {}

  /// Looks first and writes then, and does not ask whether somebody else wrote in between.
  static Stores spendingWhatWasLookedAt(Stores stores) {
    return with(
        stores,
        real ->
            new Passing(real) {
              @Override
              public Spend spend(
                  String id,
                  int generation,
                  Instant now,
                  Instant expiresAt,
                  Optional<Confirmation> key,
                  List<Once> once) {
                Optional<Found> found = find(id);
                Spend spent = super.spend(id, generation, now, expiresAt, key, once);
                return found.filter(f -> f.grant().generation() == generation).isPresent()
                    ? new Spend.Spent(generation + 1)
                    : spent;
              }
            });
  }

  /// Leaves the grant after a replay or a revocation.
  static Stores revokingNothing(Stores stores) {
    return with(
        stores,
        real ->
            new Passing(real) {
              @Override
              public void revoke(String id) {}
            });
  }

  /// Tells of every use as if it were yet to come, and so it is forgiven for ever.
  static Stores forgettingUse(Stores stores) {
    Instant late = Instant.parse("2100-01-01T00:00:00Z");
    return with(
        stores,
        real ->
            new Passing(real) {
              @Override
              public Optional<Found> find(String id) {
                return super.find(id)
                    .map(f -> new Found(usedAt(f.grant(), late), f.person(), f.clientEnabled()));
              }
            });
  }

  private static Grant usedAt(Grant grant, Instant time) {
    return new Grant(
        grant.id(),
        grant.generation(),
        grant.subject(),
        grant.clientId(),
        grant.sessionId(),
        grant.firstSessionId(),
        grant.scope(),
        grant.resources(),
        grant.resourcesNamed(),
        grant.claims(),
        grant.details(),
        grant.redirectUri(),
        grant.codeChallenge(),
        grant.nonce(),
        grant.authenticatedAt(),
        grant.acr(),
        grant.amr(),
        grant.createdAt(),
        time,
        grant.expiresAt(),
        grant.boundKey());
  }

  /// Sweeps by a clock that is a day ahead.
  static Stores sweepingTooEarly(Stores stores) {
    return with(
        stores,
        real ->
            new Passing(real) {
              @Override
              public int sweep(Instant now, int limit) {
                return super.sweep(now.plus(Duration.ofDays(1)), limit);
              }
            });
  }

  /// Opens a grant also when its session has ended.
  static Stores openingInASessionThatEnded(Stores stores) {
    return with(
        stores,
        real ->
            new Passing(real) {
              @Override
              public boolean open(Grant grant, boolean told, Activity... noted) {
                if (!super.open(grant, told, noted)) {
                  // The session comes back for a moment, so that it is not there in the end.
                  Instant past = Instant.EPOCH;
                  stores
                      .sessions()
                      .start(
                          new Session(
                              grant.sessionId(),
                              grant.firstSessionId(),
                              grant.subject(),
                              past,
                              "",
                              List.of(),
                              past,
                              past));
                  super.open(grant, told);
                  stores.sessions().sweep(past, 1);
                }
                return true;
              }
            });
  }

  private static Stores with(Stores stores, Function<Grants, Grants> grants) {
    Grants faulty = grants.apply(stores.grants());
    return (Stores)
        Proxy.newProxyInstance(
            Stores.class.getClassLoader(),
            new Class<?>[] {Stores.class},
            (proxy, store, arguments) ->
                store.getName().equals("grants") ? faulty : store.invoke(stores, arguments));
  }

  /// Passes on to the real ones.
  private static class Passing implements Grants {
    private final Grants real;

    Passing(Grants real) {
      this.real = real;
    }

    @Override
    public boolean open(Grant grant, boolean told, Activity... noted) {
      return real.open(grant, told, noted);
    }

    @Override
    public Opening openInPlaceOf(
        PendingRequest request, Grant grant, boolean told, Activity... noted) {
      return real.openInPlaceOf(request, grant, told, noted);
    }

    @Override
    public List<Held> ofPerson(String subject, Instant now, int limit) {
      return real.ofPerson(subject, now, limit);
    }

    @Override
    public Optional<Found> find(String id) {
      return real.find(id);
    }

    @Override
    public Spend spend(
        String id,
        int generation,
        Instant now,
        Instant expiresAt,
        Optional<Confirmation> key,
        List<Once> once) {
      return real.spend(id, generation, now, expiresAt, key, once);
    }

    @Override
    public Spend keep(String id, int generation, Instant now, Instant expiresAt, List<Once> once) {
      return real.keep(id, generation, now, expiresAt, once);
    }

    @Override
    public void revoke(String id) {
      real.revoke(id);
    }

    @Override
    public int sweep(Instant now, int limit) {
      return real.sweep(now, limit);
    }
  }
}
