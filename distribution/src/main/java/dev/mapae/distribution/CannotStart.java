package dev.mapae.distribution;

import dev.mapae.authorizationserver.store.StoreException;
import java.util.Optional;

/// What is in the way of a server or a command whose configuration is fine: one line for whoever
/// started it.
public final class CannotStart extends RuntimeException {
  private static final long serialVersionUID = 1;

  CannotStart(String line) {
    super(line, null, false, false);
  }

  /// The database failed, and its driver knows why.
  static CannotStart of(StoreException e) {
    String what = String.valueOf(e.getMessage());
    String line =
        Optional.ofNullable(e.getCause())
            .map(cause -> String.valueOf(cause.getMessage()))
            .filter(cause -> !what.contains(cause))
            .map(cause -> what + " " + cause)
            .orElse(what);
    return new CannotStart(line.replace('\n', ' '));
  }

  /// The line.
  String line() {
    return String.valueOf(getMessage());
  }
}
