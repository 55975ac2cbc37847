package dev.mapae.distribution.log;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPLogger;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/// Where everything goes that is said by way of SLF4J: libraries say only what somebody should look
/// at.
public final class QuietLogs implements SLF4JServiceProvider, ILoggerFactory {
  private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter context = new NOPMDCAdapter();
  private final LogFormat format = LogFormat.ofStandardError();

  /// Has SLF4J and the JDK's own logging come here, before anything is logged. No file in
  /// `META-INF/services` does, or an application in whose tests this server runs would have two
  /// providers to choose from, and might lose what it says itself.
  public static void use() {
    System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, QuietLogs.class.getName());
    // Or SLF4J would tell that it does so.
    System.setProperty("slf4j.internal.verbosity", "WARN");
    SystemLogs.use();
  }

  @Override
  public Logger getLogger(String name) {
    return loggers.computeIfAbsent(name, this::logger);
  }

  private Logger logger(String name) {
    // Each connection that breaks would be told at length; that the database is away is told once.
    if (name.startsWith("com.zaxxer.hikari")) {
      return NOPLogger.NOP_LOGGER;
    }
    return new QuietLogger(name, name.startsWith("dev.mapae") ? Level.INFO : Level.WARN, format);
  }

  @Override
  public void initialize() {
    // Nothing is asked of the machine: what is to be said is the same everywhere.
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return this;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }
}
