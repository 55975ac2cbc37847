package dev.mapae.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// How far an export or import is, for whoever waits for it.
class ProgressBarTests {
  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();
  long now = Long.MAX_VALUE - 5; // such a clock may begin anywhere, and go over

  ProgressBar bar(boolean terminal) {
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new ProgressBar(console, terminal, () -> now);
  }

  String shown() {
    String text = err.toString(StandardCharsets.UTF_8);
    err.reset();
    assertThat(out.size()).isZero();
    return text;
  }

  void pass(Duration time) {
    now += time.toNanos();
  }

  @Nested
  class On_a_terminal {
    @Test
    void a_bar_moves_ten_times_a_second_at_most() {
      ProgressBar bar = bar(true);
      bar.begins("exporting", 3000);
      pass(Duration.ofMillis(99));
      bar.done(500);
      assertThat(shown()).isEmpty();
      pass(Duration.ofMillis(401));
      bar.done(500);
      assertThat(shown())
          .isEqualTo(
              "\r\u001b[Kexporting [#########                     ]  33 %, 1,000 rows, 2,000/s, 1 s left");
      bar.close();
      assertThat(shown()).isEqualTo("\r\u001b[K");
    }

    @Test
    void what_is_said_besides_has_a_line_of_its_own() {
      ProgressBar bar = bar(true);
      bar.says("going on");
      assertThat(shown()).isEqualTo("\r\u001b[Kmapae: going on" + System.lineSeparator());
    }
  }

  @Nested
  class Elsewhere {
    @Test
    void a_line_comes_every_ten_seconds_with_the_rate_of_these() {
      ProgressBar bar = bar(false);
      bar.begins("importing", 100_000);
      for (int second = 1; second <= 20; second++) {
        pass(Duration.ofSeconds(1));
        bar.done(second <= 10 ? 1000 : 2000);
      }
      bar.close();
      assertThat(shown().lines())
          .containsExactly(
              "mapae: importing: 10 %, 10,000 rows, 1,000/s, 90 s left",
              "mapae: importing: 30 %, 30,000 rows, 2,000/s, 35 s left");
    }

    @Test
    void without_the_number_of_all_there_is_neither_percentage_nor_time_left() {
      ProgressBar bar = bar(false);
      bar.begins("checking", 0);
      pass(Duration.ofSeconds(10));
      bar.done(50);
      assertThat(shown().lines()).containsExactly("mapae: checking: 50 rows, 5/s");
    }

    @Test
    void it_is_never_complete_before_it_is_done() {
      ProgressBar bar = bar(false);
      bar.begins("exporting", 10);
      pass(Duration.ofSeconds(10));
      bar.done(500);
      assertThat(shown().lines())
          .containsExactly("mapae: exporting: 99 %, 500 rows, 50/s, 0 s left");
    }
  }
}
