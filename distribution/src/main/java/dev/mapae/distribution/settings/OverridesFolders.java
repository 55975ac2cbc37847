package dev.mapae.distribution.settings;

import dev.mapae.resourceowner.Overrides;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Reads the folders of overrides that `branding` names: that of the server, and those of clients,
/// each once however many name it.
final class OverridesFolders {
  private static final String KEY = "overrides";

  /// Of all clients together.
  private static final int MAX_FILES = 5_000;

  private static final int MAX_BYTES = 16 * 1024 * 1024;

  private final Path base;
  private final Mistakes mistakes;
  private final Map<Path, Overrides> ofClients = new HashMap<>();
  private int files;
  private int bytes;

  /// @param base what relative paths are relative to
  OverridesFolders(Path base, Mistakes mistakes) {
    this.base = base;
    this.mistakes = mistakes;
  }

  Overrides ofServer(Section section) {
    Optional<Path> folder = folder(section);
    return folder
        .map(path -> told(section, path, Overrides.read(path, EditDistance::nearest)))
        .orElse(Overrides.NONE);
  }

  Overrides ofClient(Section section, Overrides server) {
    Optional<Path> folder = folder(section);
    if (folder.isEmpty()) {
      return Overrides.NONE;
    }
    Path same = folder.get().toAbsolutePath().normalize();
    Overrides known = ofClients.get(same);
    if (known != null) {
      return known;
    }
    if (files > MAX_FILES || bytes > MAX_BYTES) {
      // That is told already.
      return Overrides.NONE;
    }
    Overrides.Reading reading = Overrides.read(folder.get(), server, EditDistance::nearest);
    files += reading.extent().files();
    bytes += reading.extent().bytes();
    if (files > MAX_FILES || bytes > MAX_BYTES) {
      section.mistake(
          KEY,
          "the folders of all clients have more than %d files or %d MiB together; let several clients name one"
              .formatted(MAX_FILES, MAX_BYTES >> 20));
    }
    Overrides read = told(section, folder.get(), reading);
    ofClients.put(same, read);
    return read;
  }

  private Optional<Path> folder(Section section) {
    return section.text(KEY).map(base::resolve);
  }

  private Overrides told(Section section, Path folder, Overrides.Reading reading) {
    for (Overrides.Remark wrong : reading.mistakes()) {
      if (wrong.file().isEmpty()) {
        section.mistake(
            KEY, "'overrides' %s: %s".formatted(section.text(KEY).orElse(""), wrong.says()));
      } else {
        mistakes.add(folder.resolve(wrong.file()).toString(), wrong.line(), wrong.says());
      }
    }
    for (Overrides.Remark note : reading.notes()) {
      mistakes.warn(folder.resolve(note.file()).toString(), note.line(), note.says());
    }
    return reading.overrides();
  }
}
