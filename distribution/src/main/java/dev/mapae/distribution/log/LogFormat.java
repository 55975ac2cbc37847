package dev.mapae.distribution.log;

import dev.mapae.protocol.Json;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// How a line looks: for people where they read along, as one JSON object for programs elsewhere.
public enum LogFormat {
  TEXT {
    @Override
    String line(Instant time, String kind, String message, Map<String, ?> facts) {
      String rest =
          facts.entrySet().stream()
              .map(e -> " " + e.getKey() + "=" + e.getValue())
              .collect(Collectors.joining());
      return CLOCK.format(time.atZone(ZoneId.systemDefault()))
          + " "
          + kind
          + " "
          + onOneLine(message + rest);
    }
  },
  JSON {
    @Override
    String line(Instant time, String kind, String message, Map<String, ?> facts) {
      Json json = begin(time, kind);
      if (!message.isEmpty()) {
        json.with("message", message);
      }
      return json.withAll(facts).toString();
    }
  };

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  /// Text on a terminal, JSON elsewhere.
  public static LogFormat ofStandardError() {
    return isTerminal() ? TEXT : JSON;
  }

  /// One line, without its end.
  ///
  /// @param kind `access`, `audit` or a level
  abstract String line(Instant time, String kind, String message, Map<String, ?> facts);

  /// The beginning of a line that is one JSON object.
  static Json begin(Instant time, String kind) {
    return Json.object().with("time", LogTime.text(time)).with("log", kind);
  }

  /// What came from outside cannot begin a line of its own, nor steer a terminal.
  private static String onOneLine(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          if (Character.isISOControl(c)) {
            out.append(String.format("\\u%04x", c));
          } else {
            out.appendCodePoint(c);
          }
        });
    return out.toString();
  }

  private static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      // No such place outside Linux; there the console is asked, which knows of standard input and
      // output only.
      return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }
  }
}
