package dev.mapae.client.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/// The body of an answer that nobody wants any more.
class StreamedBodyTests {
  private final List<String> asked = new ArrayList<>();

  private final Flow.Subscription connection =
      new Flow.Subscription() {
        @Override
        public void request(long pieces) {
          asked.add("request");
        }

        @Override
        public void cancel() {
          asked.add("cancel");
        }
      };

  private final StreamedBody body = new StreamedBody(Duration.ofSeconds(1), () -> false);

  @Test
  void lets_its_connection_go() {
    body.onSubscribe(connection);
    body.close();
    assertThat(asked).containsExactly("request", "cancel");
  }

  /// Java's client says that an answer is there, and subscribes to its body, in either order.
  @Test
  void lets_its_connection_go_also_where_it_was_dropped_first() {
    body.close();
    body.onSubscribe(connection);
    assertThat(asked).containsExactly("cancel");
  }
}
