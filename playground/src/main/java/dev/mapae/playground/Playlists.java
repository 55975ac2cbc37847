package dev.mapae.playground;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// The playlists of everybody, in memory: two ready ones, and those that were added since the
/// start.
final class Playlists {
  /// One playlist.
  record Playlist(String id, String name) {}

  static final int MAX_PER_SUBJECT = 50;
  private static final int MAX_SUBJECTS = 1_000;
  private static final List<Playlist> READY =
      List.of(new Playlist("1", "Morning coffee"), new Playlist("2", "Long road home"));

  // Guarded by this. Whoever came first is forgotten first.
  private final LinkedHashMap<String, List<Playlist>> added = new LinkedHashMap<>();

  /// All playlists of a subject, the ready ones first.
  synchronized List<Playlist> of(String subject) {
    List<Playlist> all = new ArrayList<>(READY);
    all.addAll(added.getOrDefault(subject, List.of()));
    return all;
  }

  /// Adds a playlist.
  ///
  /// @return empty when the subject has as many as there may be
  synchronized Optional<Playlist> add(String subject, String name) {
    List<Playlist> own = added.computeIfAbsent(subject, s -> new ArrayList<>());
    if (added.size() > MAX_SUBJECTS) {
      added.pollFirstEntry();
    }
    int count = READY.size() + own.size();
    if (count >= MAX_PER_SUBJECT) {
      return Optional.empty();
    }
    Playlist playlist = new Playlist(String.valueOf(count + 1), name);
    own.add(playlist);
    return Optional.of(playlist);
  }
}
