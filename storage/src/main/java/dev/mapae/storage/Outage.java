package dev.mapae.storage;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether a database cannot be used at present. The log says it once when that begins, however
/// many requests notice it, and once when it is over.
final class Outage {
  private static final Logger log = LoggerFactory.getLogger(Outage.class);

  private final String database;
  private final AtomicBoolean lasts = new AtomicBoolean();

  /// @param database as the log calls it
  Outage(String database) {
    this.database = database;
  }

  boolean lasts() {
    return lasts.get();
  }

  void begins(String why) {
    if (lasts.compareAndSet(false, true)) {
      log.error(
          "The database {} cannot be used: {} Requests that need it are answered with 503 until it can.",
          database,
          why.replaceAll("\\s+", " "));
    }
  }

  void ends() {
    if (lasts.get() && lasts.compareAndSet(true, false)) {
      log.warn("The database {} can be used again.", database);
    }
  }
}
