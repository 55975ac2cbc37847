package dev.mapae.distribution.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/// Writes what one library has to say to standard error, a line each.
final class QuietLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1L;

  private final Level least;
  private final LogFormat format;

  QuietLogger(String name, Level least, LogFormat format) {
    this.name = name;
    this.least = least;
    this.format = format;
  }

  @Override
  public boolean isTraceEnabled() {
    return isEnabled(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return isEnabled(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return isEnabled(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return isEnabled(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return isEnabled(Level.ERROR);
  }

  private boolean isEnabled(Level level) {
    return level.toInt() >= least.toInt();
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String pattern,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    String message = String.valueOf(MessageFormatter.basicArrayFormat(pattern, arguments));
    byte[] line =
        (line(format, InstantSource.system().instant(), getName(), level, message, thrown) + "\n")
            .getBytes(StandardCharsets.UTF_8);
    System.err.write(line, 0, line.length);
    System.err.flush();
  }

  /// What a library said, with its stack trace where it gave one.
  static String line(
      LogFormat format,
      Instant time,
      String logger,
      Level level,
      String message,
      @Nullable Throwable thrown) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("logger", logger);
    if (thrown == null) {
      return format.line(time, level.toString(), message, facts);
    }
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    return switch (format) {
      case TEXT -> format.line(time, level.toString(), message, facts) + "\n" + trace;
      case JSON -> {
        facts.put("exception", trace.toString());
        yield format.line(time, level.toString(), message, facts);
      }
    };
  }
}
