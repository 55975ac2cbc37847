package dev.mapae.distribution.settings;

import dev.mapae.storage.DatabaseAddress;
import dev.mapae.storage.PostgresUrl;
import java.nio.file.Path;
import java.util.Optional;

/// Reads where the database is: the scheme of the URL decides which engine it is.
final class DatabaseReader {
  private static final String SQLITE = "sqlite:";
  private static final int CONNECTIONS = 10;

  private final Path folder;
  private final Secrets secrets;

  DatabaseReader(Path folder, Secrets secrets) {
    this.folder = folder;
    this.secrets = secrets;
  }

  DatabaseAddress read(Section file) {
    DatabaseAddress preset = new DatabaseAddress.Sqlite(folder.resolve("data/mapae.db"));
    int connections = file.number("database_connections", CONNECTIONS, 2, 1000);
    Optional<Yaml.Scalar> password = file.scalar("database_password");
    Optional<Yaml.Scalar> scalar = file.scalar("database");
    // It may hold a password, so that it is never quoted.
    Optional<String> url = scalar.flatMap(s -> secrets.read("database", s));
    if (url.filter(u -> u.startsWith("postgres")).isPresent()) {
      return postgres(file, url.get(), password)
          .<DatabaseAddress>map(u -> new DatabaseAddress.Postgres(u, connections))
          .orElse(preset);
    }
    for (String key : new String[] {"database_password", "database_connections"}) {
      if (file.entry(key).isPresent()) {
        file.mistake(
            key, "'" + key + "' is for PostgreSQL; remove it, or give a postgresql:// 'database'");
      }
    }
    if (url.isEmpty()) {
      return preset;
    }
    if (!url.get().startsWith(SQLITE) || url.get().length() == SQLITE.length()) {
      file.mistake(
          "database",
          "'database' has to begin with 'sqlite:' or 'postgresql:'; write sqlite:data/mapae.db, or postgresql://user@host:5432/name");
      return preset;
    }
    return new DatabaseAddress.Sqlite(folder.resolve(url.get().substring(SQLITE.length())));
  }

  private Optional<PostgresUrl> postgres(
      Section file, String text, Optional<Yaml.Scalar> password) {
    if (file.entry("key_encryption_key").isEmpty()) {
      file.mistake(
          "database",
          "'database' is shared by servers, and so is the key that opens its keys: give 'key_encryption_key'; make one with: openssl rand -base64 32");
    }
    PostgresUrl url;
    try {
      url = PostgresUrl.parse(text);
    } catch (IllegalArgumentException e) {
      file.mistake("database", "'database' is no address of PostgreSQL: " + e.getMessage());
      return Optional.empty();
    }
    if (password.isPresent() && url.password().isPresent()) {
      file.mistake(
          "database_password", "'database_password' is in 'database' as well; remove it there");
    }
    if (!url.isProtected()) {
      file.warn(
          "database",
          "'database' is reached with sslmode=%s: whoever is in between can read and change everything; use verify-full, the default"
              .formatted(url.sslMode()));
    }
    return Optional.of(
        password
            .flatMap(p -> secrets.read("database_password", p))
            .map(url::withPassword)
            .orElse(url));
  }
}
