package dev.mapae.distribution.log;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends what is said through the JDK's own logging where everything else goes. Java makes one,
/// named by a system property, when something logs for the first time.
public final class SystemLogs {
  private static final String CONFIGURATION =
      """
      handlers=%s
      .level=WARNING
      dev.mapae.level=INFO
      """
          .formatted(ToSlf4j.class.getName());

  /// Called by [LogManager].
  public SystemLogs() throws IOException {
    LogManager.getLogManager()
        .readConfiguration(
            new ByteArrayInputStream(CONFIGURATION.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /// Has the JDK's logging come here, before anything is logged.
  static void use() {
    System.setProperty("java.util.logging.config.class", SystemLogs.class.getName());
  }

  /// Made by [LogManager] too.
  public static final class ToSlf4j extends Handler {
    private final Formatter messages = new SimpleFormatter();

    @Override
    public void publish(@Nullable LogRecord entry) {
      if (entry != null && isLoggable(entry)) {
        Logger to = LoggerFactory.getLogger(String.valueOf(entry.getLoggerName()));
        to.atLevel(slf4j(entry.getLevel()))
            .setCause(entry.getThrown())
            .log(messages.formatMessage(entry));
      }
    }

    private static org.slf4j.event.Level slf4j(Level level) {
      int value = level.intValue();
      if (value >= Level.SEVERE.intValue()) {
        return org.slf4j.event.Level.ERROR;
      }
      if (value >= Level.WARNING.intValue()) {
        return org.slf4j.event.Level.WARN;
      }
      return value >= Level.INFO.intValue()
          ? org.slf4j.event.Level.INFO
          : org.slf4j.event.Level.DEBUG;
    }

    @Override
    public void flush() {
      // Each line is written as it comes.
    }

    @Override
    public void close() {
      // What it writes to is not its own.
    }
  }
}
