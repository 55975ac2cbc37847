package dev.mapae.benchmark;

import dev.mapae.authorizationserver.authentication.Acr;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.protocol.Pkce;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Grants that are made up: plain OAuth, redeemed, one like the other. A number always means the
/// same row. Each person has a grant for each of some clients.
final class Population {
  static final int CLIENTS = 4;

  static final String GRANT_COLUMNS =
      "issuer, id, generation, subject, client_id, session_id, ends_with_session, scope, resources,"
          + " resources_named, claims, redirect_uri, code_challenge, nonce, authenticated_at, acr,"
          + " amr, created_at, used_at, expires_at";
  static final String PERSON_COLUMNS =
      "issuer, subject, username, username_folded, origin, enabled, password_hash, roles, claims,"
          + " fingerprint";

  private static final int DAY = 86_400_000;

  private final String issuer;
  private final long now;
  private final int[] generations;

  /// @param now in milliseconds since 1970
  Population(String issuer, int grants, long now) {
    this.issuer = issuer;
    this.now = now;
    this.generations = new int[grants];
    Arrays.fill(generations, 1);
  }

  int grants() {
    return generations.length;
  }

  int people() {
    return (grants() + CLIENTS - 1) / CLIENTS;
  }

  String issuer() {
    return issuer;
  }

  static String client(int grant) {
    return "music-app-" + grant % CLIENTS;
  }

  static String id(int grant) {
    return id('g', grant);
  }

  static String subject(int grant) {
    return id('p', grant / CLIENTS);
  }

  long end() {
    return now + 30L * DAY;
  }

  /// The generation that the row has now. Whoever changes it says so; each grant is used by one
  /// thread at a time.
  int generation(int grant) {
    return generations[grant];
  }

  void wasSpent(int grant) {
    generations[grant]++;
  }

  /// Draws grants of which no other of these workers draws any.
  IntSupplier share(int worker, int workers) {
    SplittableRandom random = new SplittableRandom();
    int own = (grants() - worker + workers - 1) / workers;
    return () -> worker + workers * random.nextInt(own);
  }

  /// The values of [#GRANT_COLUMNS]; null for none.
  @Nullable Object[] grant(int grant) {
    long signedIn = now - DAY + grant % DAY;
    return new @Nullable Object[] {
      issuer,
      id(grant),
      generation(grant),
      subject(grant),
      client(grant),
      id('s', grant / 2),
      false,
      "playlist.read playlist.write",
      "[\"https://api.example.com/\"]",
      false,
      null,
      "https://app.example.com/callback",
      Pkce.challenge(id('v', grant)),
      null,
      signedIn,
      Acr.PASSWORD,
      "[\"pwd\"]",
      signedIn,
      signedIn,
      end(),
    };
  }

  /// The values of [#PERSON_COLUMNS]; null for none.
  @Nullable Object[] person(int person) {
    String name = "person" + person;
    return new @Nullable Object[] {
      issuer,
      id('p', person),
      name,
      name,
      Origin.ADMINISTERED.name(),
      true,
      "$argon2id$v=19$m=19456,t=2,p=1$QUJDREVGR0hJSktMTU5PUA$" + id('h', person) + id('i', person),
      "[\"listener\"]",
      "{\"name\":\"%s\",\"email\":\"%s@example.com\",\"email_verified\":true}"
          .formatted(name, name),
      null,
    };
  }

  /// 128 bits without an order, in base64url.
  private static String id(char kind, int number) {
    SplittableRandom random = new SplittableRandom(((long) kind << 32) + number);
    byte[] bytes =
        ByteBuffer.allocate(16).putLong(random.nextLong()).putLong(random.nextLong()).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
