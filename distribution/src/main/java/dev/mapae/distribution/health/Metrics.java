package dev.mapae.distribution.health;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.http.Route;
import dev.mapae.distribution.http.Exchange;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/// Counts requests and tokens for Prometheus. Every label has a fixed number of values: what comes
/// from outside never becomes one.
public final class Metrics implements Audit, AutoCloseable {
  private static final String OTHER = "other";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10),
    Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
    Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<Requests, Timer> timers = new ConcurrentHashMap<>();
  private final Map<Labelled, Counter> counters = new ConcurrentHashMap<>();
  private final AtomicBoolean watchesRuntime = new AtomicBoolean();
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

  // What is counted is looked up by these, since the registry takes microseconds to find it.
  private record Requests(String route, String method, int hundreds) {}

  private record Labelled(String name, String value) {}

  /// `/metrics`, for the management listener alone.
  public Route route() {
    return new Route("GET", "/metrics", request -> scrape());
  }

  /// Counts requests.
  ///
  /// @param template the path of the route that answers a path
  public Consumer<Exchange> requests(Function<String, Optional<String>> template) {
    return exchange -> count(exchange, template.apply(exchange.path()).orElse(OTHER));
  }

  private void count(Exchange exchange, String route) {
    String method = METHODS.contains(exchange.method()) ? exchange.method() : OTHER;
    timers
        .computeIfAbsent(new Requests(route, method, exchange.status() / 100), this::timer)
        .record(exchange.took());
  }

  private Timer timer(Requests requests) {
    return Timer.builder("http.server.requests")
        .description("Requests, by the route that answered")
        .tag("route", requests.route())
        .tag("method", requests.method())
        .tag("status", requests.hundreds() + "xx")
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  @Override
  public void record(AuditEvent event) {
    count("mapae.events", "What happened", "event", event.type().word());
    // Both facts are words of the server, not of the request: a grant type that there is, and the
    // code of an error.
    switch (event.type()) {
      case TOKEN_ISSUED ->
          count(
              "mapae.tokens.issued",
              "Token answers, by grant type",
              "grant_type",
              event.facts().getOrDefault("grant_type", OTHER));
      case TOKEN_REFUSED ->
          count(
              "mapae.tokens.refused",
              "Refused token requests, by error",
              "error",
              event.facts().getOrDefault("error", OTHER));
      default -> {
        // Counted as an event.
      }
    }
  }

  private void count(String name, String description, String tag, String value) {
    counters
        .computeIfAbsent(
            new Labelled(name, value),
            _ -> Counter.builder(name).description(description).tag(tag, value).register(registry))
        .increment();
  }

  private Response scrape() {
    // These load the management beans, which nobody has to wait for at the start.
    if (watchesRuntime.compareAndSet(false, true)) {
      new JvmMemoryMetrics().bindTo(registry);
      new JvmThreadMetrics().bindTo(registry);
      new ProcessorMetrics().bindTo(registry);
      new UptimeMetrics().bindTo(registry);
      garbageCollection.bindTo(registry);
    }
    return Response.of(
        200,
        "text/plain; version=0.0.4; charset=utf-8",
        registry.scrape().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }
}
