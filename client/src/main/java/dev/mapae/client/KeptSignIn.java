package dev.mapae.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// A person who stays signed in to a command-line program: tokens out of a file, refreshed when
/// they have expired, and a sign-in when nothing else helps. RFC 6749 §6.
///
/// Programs that share the file take turns, so that no refresh token is used twice.
public final class KeptSignIn implements TokenSource {
  private static final Duration MARGIN = Duration.ofSeconds(10);
  private static final Duration BETWEEN_DROPS = Duration.ofSeconds(10);

  private final Client client;
  private final TokenFile file;
  private final Supplier<Tokens> signIn;
  private final ReentrantLock lock = new ReentrantLock();

  private Optional<Tokens> current = Optional.empty();
  private Optional<String> refused = Optional.empty();
  private Instant droppedAt = Instant.MIN;

  KeptSignIn(Client client, TokenFile file, Supplier<Tokens> signIn) {
    this.client = client;
    this.file = file;
    this.signIn = signIn;
  }

  /// The tokens as they are now: kept, refreshed, or of a new sign-in.
  ///
  /// @throws ClientException as a refresh and the sign-in do
  /// @throws java.io.UncheckedIOException when the file cannot be written
  @Override
  public Tokens tokens() {
    lock.lock();
    try {
      Optional<Tokens> good = current.filter(this::isGood);
      Tokens tokens = good.isPresent() ? good.get() : file.alone(this::renewed);
      current = Optional.of(tokens);
      return tokens;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void drop(Tokens tokens) {
    lock.lock();
    try {
      Instant now = now();
      if (now.isBefore(droppedAt.plus(BETWEEN_DROPS))) {
        return;
      }
      droppedAt = now;
      refused = Optional.of(tokens.accessToken());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Dpop> dpop() {
    return client.dpop();
  }

  private Tokens renewed() {
    Optional<Tokens> kept = file.read(client);
    Optional<Tokens> good = kept.filter(this::isGood);
    if (good.isPresent()) {
      return good.get();
    }
    Tokens fresh = kept.flatMap(this::refreshed).orElseGet(signIn);
    file.write(client, fresh);
    return fresh;
  }

  /// Empty when the person has to sign in again.
  private Optional<Tokens> refreshed(Tokens old) {
    if (old.refreshToken().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(client.refresh(old));
    } catch (ClientException e) {
      if (e.code().filter("invalid_grant"::equals).isPresent()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private boolean isGood(Tokens tokens) {
    // What was made with another key, or with none, is of no use to this client.
    boolean presentable = (tokens.type() == TokenType.DPOP) == client.dpop().isPresent();
    boolean lasts = tokens.expiresAt().filter(end -> !now().plus(MARGIN).isBefore(end)).isEmpty();
    return presentable && lasts && refused.filter(tokens.accessToken()::equals).isEmpty();
  }

  private Instant now() {
    return client.environment().clock().instant();
  }
}
