package dev.mapae.distribution.settings;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.distribution.settings.Settings.Outcome;
import dev.mapae.fuzz.FuzzTarget;
import java.nio.file.Path;
import java.util.Map;

/// Configuration files: whatever is in one, it is usable, or each mistake has its line.
public final class SettingsFuzz implements FuzzTarget {
  private static final Path FOLDER = Path.of("nowhere").toAbsolutePath();

  @Override
  public void eat(byte[] input) {
    String text = FuzzTarget.text(input);
    // What is in files is no matter of this parser.
    if (text.contains("file:") || text.contains("sqlite")) {
      return;
    }
    Outcome outcome = Settings.readDemonstration("f", text, FOLDER, Map.of("NAME", "value"));
    outcome.warnings().forEach(SettingsFuzz::hasLine);
    if (outcome instanceof Outcome.Unusable(var mistakes, var _)) {
      holds(!mistakes.isEmpty(), "nothing is wrong with it, and yet it is unusable");
      mistakes.forEach(SettingsFuzz::hasLine);
    }
  }

  private static void hasLine(String mistake) {
    holds(mistake.matches("(?s)f:[1-9][0-9]*: .+"), mistake);
  }
}
