package dev.mapae.distribution.log;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// Sends what is said through the JDK's own logging where everything else goes.
public final class SystemLogs extends System.LoggerFinder {

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new Forwarding(LoggerFactory.getLogger(name));
  }

  private record Forwarding(org.slf4j.Logger to) implements System.Logger {
    @Override
    public String getName() {
      return to.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
      return level != Level.OFF && to.isEnabledForLevel(slf4j(level));
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      if (isLoggable(level)) {
        to.atLevel(slf4j(level)).setCause(thrown).log(String.valueOf(message));
      }
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object @Nullable ... parameters) {
      if (isLoggable(level)) {
        boolean plain = parameters == null || parameters.length == 0 || format == null;
        to.atLevel(slf4j(level))
            .log(plain ? String.valueOf(format) : MessageFormat.format(format, parameters));
      }
    }

    private static org.slf4j.event.Level slf4j(Level level) {
      return switch (level) {
        case ALL, TRACE -> org.slf4j.event.Level.TRACE;
        case DEBUG -> org.slf4j.event.Level.DEBUG;
        case INFO -> org.slf4j.event.Level.INFO;
        case WARNING -> org.slf4j.event.Level.WARN;
        case ERROR, OFF -> org.slf4j.event.Level.ERROR;
      };
    }
  }
}
