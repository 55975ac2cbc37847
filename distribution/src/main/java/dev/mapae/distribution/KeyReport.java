package dev.mapae.distribution;

import dev.mapae.authorizationserver.key.KeyLife;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.protocol.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What `key` says of a key, and nothing that is secret.
///
/// @param keptUntil when it will be removed, as far as that is known
/// @param sealedUnder which of the configured `key_encryption_key`s opens it, from 1
record KeyReport(KeyLife life, Optional<Instant> keptUntil, Optional<Integer> sealedUnder) {
  static final List<String> HEADINGS =
      List.of(
          "ID",
          "PURPOSE",
          "ALGORITHM",
          "STATE",
          "USED FROM",
          "USED UNTIL",
          "KEPT UNTIL",
          "SEALED UNDER");

  KeyReport {
    if (life.key().purpose() == Purpose.SECRET) {
      // No matter of time: it stays until every client secret under it was used once more.
      keptUntil = Optional.empty();
    }
  }

  List<String> cells() {
    return List.of(
        life.key().id(),
        word(life.key().purpose()),
        life.key().algorithm(),
        word(life.stage()).replace('_', ' '),
        time(life.key().usedFrom()),
        life.usedUntil().map(KeyReport::time).orElse("-"),
        keptUntil.map(KeyReport::time).orElse("-"),
        sealedUnder.map(String::valueOf).orElse("none of these"));
  }

  Json json() {
    Json json =
        Json.object()
            .with("id", life.key().id())
            .with("purpose", word(life.key().purpose()))
            .with("algorithm", life.key().algorithm())
            .with("state", word(life.stage()))
            .with("used_from", time(life.key().usedFrom()));
    life.usedUntil().ifPresent(until -> json.with("used_until", time(until)));
    keptUntil.ifPresent(until -> json.with("kept_until", time(until)));
    sealedUnder.ifPresent(place -> json.with("sealed_under", place));
    return json;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
