package dev.mapae.distribution.tutorial;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where the examples run here, in the place of where they run at the reader's.
///
/// @param issuer the port of the authorization server, two more behind it
/// @param listener the port on which a program waits for its browser
record Place(int issuer, int listener) {
  private static final Pattern PORT = Pattern.compile("(?<!\\d)(?:900[0-2]|8765)(?!\\d)");
  private static final String CLASS_PATH = "../../distribution/target/mapae/lib/*";

  /// A text of the tutorial with the ports and the class path of this place.
  String localized(String text) {
    Map<String, Integer> ports =
        Map.of("9000", issuer, "9001", issuer + 1, "9002", issuer + 2, "8765", listener);
    return PORT.matcher(text)
        .replaceAll(found -> String.valueOf(ports.get(found.group())))
        .replace(CLASS_PATH, System.getProperty("java.class.path"));
  }

  /// Whether a program printed what the tutorial says. `…` stands for anything on one line, and for
  /// any lines where it stands alone.
  boolean matches(String expected, String printed) {
    String pattern =
        localized(expected)
            .stripTrailing()
            .lines()
            .map(line -> line.equals("…") ? "(?:[^\n]*\n)*?" : quoted(line) + "\n")
            .collect(Collectors.joining());
    return Pattern.matches(pattern, ended(printed));
  }

  private static String ended(String text) {
    return text.stripTrailing().lines().map(line -> line + "\n").collect(Collectors.joining());
  }

  private static String quoted(String line) {
    return Stream.of(line.split("…", -1))
        .map(Pattern::quote)
        .collect(Collectors.joining("[^\n]*?"));
  }
}
