package dev.mapae.authorizationserver.store;

/// Tells caches that something they hold has changed: one counter that every change of a client, a
/// person, a resource or a key moves, on whatever node or by whatever command it was made.
public interface Changes {
  long counter();
}
