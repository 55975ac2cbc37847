package dev.mapae.distribution.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.distribution.http.Exchange;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// What goes to standard error, line by line.
class LogTests {
  private static final InstantSource NOON =
      InstantSource.fixed(Instant.parse("2026-01-01T12:00:00Z"));

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  private List<String> lines() {
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static Exchange exchange(String path) {
    return new Exchange(
        "1f", "GET", path, 200, Duration.ofMillis(12), 345, "192.0.2.7", "HTTP/1.1");
  }

  @Nested
  class The_access_log {
    @Test
    void has_one_JSON_object_for_each_request() throws Exception {
      try (LogOutput output = new LogOutput(written)) {
        new AccessLog(output, LogFormat.JSON, NOON).accept(exchange("/authorize"));
      }
      assertThat(lines()).hasSize(1);
      assertThat(JSONObjectUtils.parse(lines().getFirst()))
          .isEqualTo(
              Map.of(
                  "time", "2026-01-01T12:00:00.000000Z",
                  "log", "access",
                  "method", "GET",
                  "path", "/authorize",
                  "status", 200L,
                  "ms", 12L,
                  "bytes", 345L,
                  "remote", "192.0.2.7",
                  "protocol", "HTTP/1.1",
                  "id", "1f"));
    }

    @Test
    void is_for_people_on_a_terminal() {
      try (LogOutput output = new LogOutput(written)) {
        new AccessLog(output, LogFormat.TEXT, NOON).accept(exchange("/authorize"));
      }
      assertThat(lines()).singleElement().asString().endsWith(" access GET /authorize 200 12 ms");
    }

    @Test
    void cannot_be_forged_by_a_path() throws Exception {
      String forged = "/a\r\n{\"log\":\"audit\"}\u001b[2J";
      try (LogOutput output = new LogOutput(written)) {
        new AccessLog(output, LogFormat.TEXT, NOON).accept(exchange(forged));
        new AccessLog(output, LogFormat.JSON, NOON).accept(exchange(forged));
      }
      assertThat(lines()).hasSize(2);
      assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b", "\r");
      assertThat(JSONObjectUtils.parse(lines().get(1))).containsEntry("path", forged);
    }
  }

  @Test
  void the_audit_log_has_one_line_for_each_event() throws Exception {
    AuditEvent event =
        new AuditEvent(
            AuditEvent.Type.SIGN_IN, "192.0.2.7", Map.of("sub", "alice", "time", "of tea"));
    try (LogOutput output = new LogOutput(written)) {
      new AuditLog(output, LogFormat.JSON, NOON).record(event);
    }
    assertThat(lines()).singleElement().asString().contains("\"log\":\"audit\"");
    assertThat(lines().getFirst())
        .contains("\"event\":\"sign_in\"", "\"remote\":\"192.0.2.7\"", "\"sub\":\"alice\"");
  }

  @Nested
  class The_output {
    @Test
    void writes_everything_that_was_taken_before_it_closes() {
      try (LogOutput output = new LogOutput(written)) {
        for (int i = 0; i < 5000; i++) {
          output.line("line " + i);
        }
      }
      assertThat(lines()).hasSize(5000).startsWith("line 0").endsWith("line 4999");
    }

    @Timeout(60)
    @Test
    void drops_lines_and_says_how_many_rather_than_keep_a_request_waiting() {
      CountDownLatch reads = new CountDownLatch(1);
      OutputStream stuck =
          new OutputStream() {
            @Override
            public void write(int b) {
              written.write(b);
            }

            @Override
            public void write(byte[] b, int offset, int length) {
              try {
                reads.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              written.write(b, offset, length);
            }
          };
      try (LogOutput output = new LogOutput(stuck)) {
        // The writer holds up to 256 lines, the queue 8192 more.
        for (int i = 0; i < 8192 + 256 + 3; i++) {
          output.line("line");
        }
        reads.countDown();
      }
      assertThat(lines())
          .anySatisfy(line -> assertThat(line).contains("could not keep up", "\"dropped\":"));
    }
  }

  @Nested
  class Libraries {
    @Test
    void say_only_what_somebody_should_look_at() {
      assertThat(LoggerFactory.getLogger("org.eclipse.jetty").isInfoEnabled()).isFalse();
      assertThat(LoggerFactory.getLogger("org.eclipse.jetty").isWarnEnabled()).isTrue();
      assertThat(LoggerFactory.getLogger("dev.mapae").isInfoEnabled()).isTrue();
      assertThat(LoggerFactory.getLogger("dev.mapae").isDebugEnabled()).isFalse();
    }

    @Test
    void that_log_through_the_JDK_are_held_to_the_same() throws Exception {
      Process process =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  LogsThroughTheJdk.class.getName())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
      assertThat(said.lines())
          .satisfiesExactly(
              line -> assertThat(line).contains("WARN", "org.example", "two of {3}"),
              line -> assertThat(line).contains("INFO", "dev.mapae.example", "of interest"),
              line -> assertThat(line).contains("ERROR", "org.example.old", "from JUL"));
    }

    @Test
    void have_their_stack_traces_inside_the_JSON_object() throws Exception {
      String line =
          QuietLogger.line(
              LogFormat.JSON,
              NOON.instant(),
              "org.example",
              Level.WARN,
              "a\nb",
              new IllegalStateException("c"));
      assertThat(line).doesNotContain("\n");
      assertThat(JSONObjectUtils.parse(line))
          .containsEntry("log", "WARN")
          .containsEntry("logger", "org.example")
          .containsEntry("message", "a\nb")
          .hasEntrySatisfying(
              "exception", e -> assertThat(e).asString().contains("IllegalStateException: c"));
    }
  }
}
