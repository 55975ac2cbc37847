package dev.mapae.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A person who stays signed in to a command-line program: tokens out of a file, refreshed shortly
/// before they expire, and a sign-in when nothing else helps. RFC 6749 §6.
///
/// Programs that share the file take turns, so that no refresh token is used twice.
public final class KeptSignIn implements TokenSource {
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final Client client;
  private final String[] resources;
  private final TokenFile file;
  private final Supplier<Tokens> signIn;
  private final Renewal renewal;

  /// Tokens that could not be written; for the one thread that renews.
  private Optional<Unwritten> unwritten = Optional.empty();

  /// A refresh token that was used, and nothing came of it; for that thread too.
  private String spent = "";

  private volatile String refused = "";

  /// Tokens that are in memory alone.
  ///
  /// @param instead what the file held then, and is spent as long as it still does
  private record Unwritten(Tokens tokens, Optional<Tokens> instead, RuntimeException why) {}

  KeptSignIn(Client client, TokenFile file, Supplier<Tokens> signIn, String... resources) {
    this.client = client;
    this.resources = resources.clone();
    this.file = file;
    this.signIn = signIn;
    this.renewal =
        new Renewal(
            client.environment(),
            old -> file.alone(() -> renewed(old)),
            error -> false,
            this::requireWritten);
  }

  /// The tokens as they are now: kept, refreshed, or of a new sign-in.
  ///
  /// @throws ClientException as a refresh and the sign-in do; `Interrupted` when the thread was,
  ///   while another program used the file, or another thread refreshed them or waited for the
  ///   person, who is still asked then
  /// @throws java.io.UncheckedIOException when the file cannot be written; the tokens are there all
  ///   the same, for the next call
  /// @throws IllegalStateException from within the sign-in, in its own thread: it would wait for
  ///   itself
  @Override
  public Tokens tokens() {
    return renewal.current();
  }

  @Override
  public void drop(Tokens tokens) {
    refused = tokens.accessToken();
    renewal.drop(tokens);
  }

  @Override
  public Optional<Dpop> dpop() {
    return client.dpop();
  }

  /// @param old those that have to be replaced
  private Tokens renewed(Optional<Tokens> old) {
    Optional<Tokens> written = file.read(client);
    Optional<Tokens> kept =
        unwritten
            .filter(u -> isSame(u.instead(), written))
            .map(Unwritten::tokens)
            .or(() -> written);
    Optional<Tokens> good = kept.filter(tokens -> isGood(tokens, old));
    if (good.isPresent()) {
      return good.get();
    }
    Tokens fresh = kept.flatMap(this::refreshed).orElseGet(signIn);
    spent = "";
    unwritten = write(fresh, written);
    return fresh;
  }

  /// Tokens that are read twice are not equal: ID tokens are objects of their own.
  private static boolean isSame(Optional<Tokens> one, Optional<Tokens> other) {
    return one.map(KeptSignIn::identity).equals(other.map(KeptSignIn::identity));
  }

  private static List<Object> identity(Tokens tokens) {
    return List.of(tokens.accessToken(), tokens.refreshToken());
  }

  /// What was refreshed is spent, so that the new ones must not be lost with the file.
  private Optional<Unwritten> write(Tokens fresh, Optional<Tokens> instead) {
    try {
      file.write(client, fresh);
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(new Unwritten(fresh, instead, e));
    }
  }

  private void requireWritten(Tokens tokens) {
    Optional<RuntimeException> failure =
        unwritten.filter(u -> u.tokens().equals(tokens)).map(Unwritten::why);
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  /// Empty when the person has to sign in again.
  private Optional<Tokens> refreshed(Tokens old) {
    Optional<String> refreshToken = old.refreshToken().filter(token -> !token.equals(spent));
    if (refreshToken.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(client.refresh(old, resources));
    } catch (ClientException e) {
      if (!RefreshingTokens.isSpent(e)) {
        throw e;
      }
      spent = refreshToken.get();
      return Optional.empty();
    }
  }

  /// Another program may have renewed them already. Those that only a sign-in could replace are
  /// used as long as they last.
  private boolean isGood(Tokens tokens, Optional<Tokens> old) {
    boolean same = old.filter(o -> o.accessToken().equals(tokens.accessToken())).isPresent();
    boolean last = tokens.refreshToken().isEmpty() || tokens.expiresAt().isEmpty();
    return lasts(tokens) && (!same || last) && !tokens.accessToken().equals(refused);
  }

  private boolean lasts(Tokens tokens) {
    Instant soon = client.environment().clock().instant().plus(MARGIN);
    return tokens.expiresAt().filter(end -> !soon.isBefore(end)).isEmpty();
  }
}
