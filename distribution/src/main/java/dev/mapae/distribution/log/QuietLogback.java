package dev.mapae.distribution.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Configures logging without a file: libraries say only what somebody should look at.
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class QuietLogback extends ContextAwareBase implements Configurator {

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    StandardError appender = new StandardError(LogFormat.ofStandardError());
    appender.setContext(context);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    context.getLogger("dev.mapae").setLevel(Level.INFO);
    // Each connection that breaks would be told at length; that the database is away is told once.
    context.getLogger("com.zaxxer.hikari").setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static final class StandardError extends AppenderBase<ILoggingEvent> {
    private final LogFormat format;

    StandardError(LogFormat format) {
      this.format = format;
    }

    @Override
    protected void append(ILoggingEvent event) {
      byte[] line = (line(format, event) + "\n").getBytes(StandardCharsets.UTF_8);
      System.err.write(line, 0, line.length);
      System.err.flush();
    }
  }

  /// What a library said, with its stack trace where it gave one.
  static String line(LogFormat format, ILoggingEvent event) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("logger", event.getLoggerName());
    IThrowableProxy thrown = event.getThrowableProxy();
    String message = event.getFormattedMessage();
    if (thrown == null) {
      return format.line(time(event), event.getLevel().toString(), message, facts);
    }
    String trace = ThrowableProxyUtil.asString(thrown);
    return switch (format) {
      case TEXT ->
          format.line(time(event), event.getLevel().toString(), message, facts) + "\n" + trace;
      case JSON -> {
        facts.put("exception", trace);
        yield format.line(time(event), event.getLevel().toString(), message, facts);
      }
    };
  }

  private static Instant time(ILoggingEvent event) {
    return Instant.ofEpochMilli(event.getTimeStamp());
  }
}
