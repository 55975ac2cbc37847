package dev.mapae.distribution.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// Reads the secrets of the file, each of which may stand in a file of its own: `file:PATH`.
final class Secrets {
  private static final int MAX_BYTES = 64 * 1024;

  /// Known to everybody who has tried the demonstration.
  private static final Set<String> WELL_KNOWN =
      Set.of("demo-secret-demo-secret-demo-secret-01", "admin-change-me-42");

  private final Path folder;
  private final boolean demonstration;
  private final Mistakes mistakes;

  Secrets(Path folder, boolean demonstration, Mistakes mistakes) {
    this.folder = folder;
    this.demonstration = demonstration;
    this.mistakes = mistakes;
  }

  /// The secret itself.
  ///
  /// @param key for the mistake
  /// @return empty when it cannot be had or must not be used, which is then a mistake
  Optional<String> read(String key, Yaml.Scalar scalar) {
    Optional<String> secret =
        scalar.value().startsWith("file:")
            ? content(key, scalar, folder.resolve(scalar.value().substring("file:".length())))
            : Optional.of(scalar.value());
    if (!demonstration && secret.filter(WELL_KNOWN::contains).isPresent()) {
      mistakes.add(
          scalar.line(),
          "'" + key + "' is one of ./mapae dev, which everybody knows; choose another");
      return Optional.empty();
    }
    return secret;
  }

  private Optional<String> content(String key, Yaml.Scalar scalar, Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        mistakes.add(scalar.line(), "'%s' is in %s, which is too large".formatted(key, path));
        return Optional.empty();
      }
      return Optional.of(new String(bytes, StandardCharsets.UTF_8).stripTrailing());
    } catch (IOException e) {
      mistakes.add(
          scalar.line(),
          "'%s' is in %s, which cannot be read; make the file and let this user read it"
              .formatted(key, path));
      return Optional.empty();
    }
  }
}
