package dev.mapae.client.okhttp;

import dev.mapae.client.ClientError;
import dev.mapae.client.TokenSource;
import dev.mapae.client.TokenType;
import dev.mapae.client.Tokens;
import dev.mapae.protocol.Scope;
import java.util.List;
import java.util.Optional;

/// `token-1`, and after each complaint the next one.
final class NumberedTokens implements TokenSource {
  private int number = 1;

  /// Whether there are none.
  volatile boolean away;

  volatile ClientError why = new ClientError.Unsupported("There are no tokens.");

  @Override
  public synchronized Tokens tokens() {
    if (away) {
      throw why.exception();
    }
    return new Tokens(
        "token-" + number,
        TokenType.BEARER,
        Scope.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  @Override
  public synchronized void drop(Tokens refused) {
    number++;
  }
}
