package dev.mapae.distribution.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.distribution.settings.Settings.Outcome.Unusable;
import dev.mapae.distribution.settings.Settings.Outcome.Usable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A configuration file in a folder of its own, and what reading it says.
record ConfigurationFile(Path folder, Map<String, String> environment) {
  ConfigurationFile(Path folder) {
    this(folder, Map.of());
  }

  Settings.Outcome read(String text) {
    try {
      return Settings.read(Files.writeString(folder.resolve("mapae.yaml"), text), environment);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Usable usable(String text) {
    Settings.Outcome outcome = read(text);
    assertThat(outcome).isInstanceOf(Usable.class);
    return (Usable) outcome;
  }

  Settings settings(String text) {
    return usable(text).settings();
  }

  /// The mistakes, without the name of the file: `LINE: text`.
  List<String> mistakes(String text) {
    Settings.Outcome outcome = read(text);
    assertThat(outcome).as(text).isInstanceOf(Unusable.class);
    return withoutFile(((Unusable) outcome).mistakes());
  }

  List<String> warnings(String text) {
    return withoutFile(read(text).warnings());
  }

  private List<String> withoutFile(List<String> lines) {
    String file = folder.resolve("mapae.yaml") + ":";
    assertThat(lines).allSatisfy(line -> assertThat(line).startsWith(file).doesNotContain("\n"));
    return lines.stream().map(l -> l.substring(file.length())).toList();
  }
}
