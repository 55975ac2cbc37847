package dev.mapae.distribution.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.http.Headers;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.http.Route;
import dev.mapae.distribution.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What operators ask.
class HealthAndMetricsTests {
  private static String body(Response response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static Response get(List<Route> routes, String path) {
    Route route = routes.stream().filter(r -> r.path().equals(path)).findFirst().orElseThrow();
    return route
        .endpoint()
        .handle(new Request("GET", path, "", Headers.empty(), new byte[0], "127.0.0.1"));
  }

  @Nested
  class Health_is {
    @Test
    void live_as_long_as_it_answers() {
      Response response = get(Health.routes(() -> false), "/health/live");
      assertThat(response.status()).isEqualTo(200);
      assertThat(body(response)).isEqualTo("{\"status\":\"up\"}");
    }

    @Test
    void ready_when_the_database_answers() {
      assertThat(get(Health.routes(() -> true), "/health/ready").status()).isEqualTo(200);
      Response response = get(Health.routes(() -> false), "/health/ready");
      assertThat(response.status()).isEqualTo(503);
      assertThat(body(response)).isEqualTo("{\"status\":\"down\"}");
      assertThat(response.header("Cache-Control")).contains("no-store");
    }

    @Test
    void found_out_once_a_second_however_often_it_is_asked() {
      AtomicLong nanoTime = new AtomicLong();
      AtomicInteger asked = new AtomicInteger();
      Readiness readiness = new Readiness(() -> asked.incrementAndGet() == 1, nanoTime::get);
      for (int i = 0; i < 1000; i++) {
        assertThat(readiness.getAsBoolean()).isTrue();
      }
      nanoTime.addAndGet(Duration.ofSeconds(1).toNanos() - 1);
      assertThat(readiness.getAsBoolean()).isTrue();
      assertThat(asked).hasValue(1);
      nanoTime.incrementAndGet();
      assertThat(readiness.getAsBoolean()).isFalse();
      assertThat(asked).hasValue(2);
    }

    @Test
    @Timeout(60)
    void found_out_by_one_while_the_others_hear_what_was_known() throws Exception {
      AtomicLong nanoTime = new AtomicLong();
      SynchronousQueue<Boolean> found = new SynchronousQueue<>();
      Readiness readiness = new Readiness(() -> taken(found), nanoTime::get);
      try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<Boolean> first = callers.submit(readiness::getAsBoolean);
        found.put(true);
        assertThat(first.get()).isTrue();
        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        Future<Boolean> second = callers.submit(readiness::getAsBoolean);
        while (!readiness.isFindingOut()) {
          Thread.onSpinWait();
        }
        assertThat(readiness.getAsBoolean()).isTrue();
        found.put(false);
        assertThat(second.get()).isFalse();
        assertThat(readiness.getAsBoolean()).isFalse();
      }
    }

    private static boolean taken(SynchronousQueue<Boolean> queue) {
      try {
        return queue.take();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Nested
  class Metrics_are {
    private final Metrics metrics = new Metrics();

    @AfterEach
    void close() {
      metrics.close();
    }

    private String scrape() {
      Response response = get(List.of(metrics.route()), "/metrics");
      assertThat(response.header("Content-Type"))
          .hasValueSatisfying(t -> assertThat(t).startsWith("text/plain; version=0.0.4"));
      return body(response);
    }

    private static Exchange exchange(String method, String path, int status) {
      return new Exchange(
          "1", method, path, status, Duration.ofMillis(3), 10, "127.0.0.1", "HTTP/1.1");
    }

    @Test
    void requests_by_route_method_and_class_of_status() {
      Consumer<Exchange> requests =
          metrics.requests(p -> p.equals("/token") ? Optional.of("/token") : Optional.empty());
      requests.accept(exchange("POST", "/token", 200));
      requests.accept(exchange("POST", "/token", 201));
      assertThat(scrape())
          .contains(
              "http_server_requests_seconds_count{method=\"POST\",route=\"/token\",status=\"2xx\"} 2")
          .contains("le=\"0.005\"} 2");
    }

    @Test
    void never_labelled_with_what_came_from_outside() {
      Consumer<Exchange> requests = metrics.requests(p -> Optional.empty());
      for (int i = 0; i < 100; i++) {
        requests.accept(exchange("METHOD" + i, "/path/" + i, 404));
      }
      assertThat(scrape())
          .contains(
              "http_server_requests_seconds_count{method=\"other\",route=\"other\",status=\"4xx\"} 100")
          .doesNotContain("/path/", "METHOD1");
    }

    @Test
    void tokens_issued_by_grant_type_and_refused_by_error() {
      metrics.record(
          new AuditEvent(
              AuditEvent.Type.TOKEN_ISSUED, "", Map.of("grant_type", "client_credentials")));
      metrics.record(
          new AuditEvent(AuditEvent.Type.TOKEN_REFUSED, "", Map.of("error", "invalid_grant")));
      assertThat(scrape())
          .contains("mapae_tokens_issued_total{grant_type=\"client_credentials\"} 1")
          .contains("mapae_tokens_refused_total{error=\"invalid_grant\"} 1")
          .contains("mapae_events_total{event=\"token_issued\"} 1");
    }

    @Test
    void of_the_runtime_too() {
      assertThat(scrape()).contains("jvm_memory_used_bytes", "jvm_threads_live_threads");
    }
  }
}
