package dev.mapae.authorizationserver.store;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/// Lifetimes that somebody chose; the others keep their presets.
public record Lifetimes(Map<Lifetime, Duration> chosen) {
  public static final Lifetimes PRESET = new Lifetimes(Map.of());

  public Lifetimes {
    chosen = Map.copyOf(chosen);
  }

  public Duration of(Lifetime lifetime) {
    return chosen.getOrDefault(lifetime, lifetime.preset());
  }

  /// These, of which one is no longer than this.
  public Lifetimes withAtMost(Lifetime lifetime, Duration most) {
    if (of(lifetime).compareTo(most) <= 0) {
      return this;
    }
    Map<Lifetime, Duration> shorter = new EnumMap<>(Lifetime.class);
    shorter.putAll(chosen);
    shorter.put(lifetime, most);
    return new Lifetimes(shorter);
  }

  /// These lifetimes where the narrower ones, a client's, say nothing.
  public Lifetimes overriddenBy(Lifetimes narrower) {
    if (narrower.chosen.isEmpty()) {
      return this;
    }
    Map<Lifetime, Duration> both = new EnumMap<>(Lifetime.class);
    both.putAll(chosen);
    both.putAll(narrower.chosen);
    return new Lifetimes(both);
  }
}
