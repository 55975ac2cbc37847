package dev.mapae.distribution.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9111, HTTP caching: how long an answer says that it may be kept.
class Rfc9111FreshnessTests {
  /// @param headers names and values in turn
  private static Optional<Duration> freshness(String... headers) {
    HttpFields.Mutable fields = HttpFields.build();
    for (int i = 0; i < headers.length; i += 2) {
      fields.add(headers[i], headers[i + 1]);
    }
    return Freshness.of(fields);
  }

  @Nested
  class Section_4_2_1_the_lifetime {
    @Test
    void is_unknown_when_nothing_is_said() {
      assertThat(freshness()).isEmpty();
      assertThat(freshness("Cache-Control", "public, must-revalidate", "Age", "5")).isEmpty();
      assertThat(freshness("Date", "Sun, 06 Nov 1994 08:49:37 GMT")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "max-age=60 | 60",
          "public, max-age=60 | 60",
          "MAX-AGE=60,private | 60",
          "max-age=\"60\" | 60",
          "s-maxage=5, max-age=60 | 60",
          "max-age=60, max-age=5 | 60",
          "max-age=0 | 0",
          "max-age=99999999999999999999 | 2147483647"
        })
    void is_max_age(String value, long seconds) {
      assertThat(freshness("Cache-Control", value)).contains(Duration.ofSeconds(seconds));
    }

    @Test
    void is_max_age_of_any_Cache_Control_that_there_is() {
      assertThat(freshness("Cache-Control", "public", "Cache-Control", "max-age=60"))
          .contains(Duration.ofMinutes(1));
    }

    @Test
    void is_Expires_less_Date_when_there_is_no_max_age() {
      String[] dates = {
        "Date", "Sun, 06 Nov 1994 08:49:37 GMT", "Expires", "Sun, 06 Nov 1994 08:59:37 GMT"
      };
      assertThat(freshness(dates)).contains(Duration.ofMinutes(10));
      assertThat(freshness(dates[0], dates[1], dates[2], dates[3], "Cache-Control", "max-age=5"))
          .contains(Duration.ofSeconds(5));
      assertThat(freshness("Date", dates[3], "Expires", dates[1])).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-age=-1", "max-age=", "max-age=soon", "max-age=1.5"})
    void that_makes_no_sense_is_none(String value) {
      assertThat(freshness("Cache-Control", value)).contains(Duration.ZERO);
    }

    @Test
    void of_an_Expires_that_is_no_date_is_none() {
      assertThat(freshness("Expires", "0", "Date", "Sun, 06 Nov 1994 08:49:37 GMT"))
          .contains(Duration.ZERO);
      assertThat(freshness("Expires", "Sun, 06 Nov 1994 08:49:37 GMT")).contains(Duration.ZERO);
    }
  }

  @Nested
  class Section_4_2_3_the_age {
    @Test
    void is_what_is_over_already() {
      assertThat(freshness("Cache-Control", "max-age=60", "Age", "45"))
          .contains(Duration.ofSeconds(15));
      assertThat(freshness("Cache-Control", "max-age=60", "Age", "61")).contains(Duration.ZERO);
    }
  }

  @Nested
  class Section_5_2_2_directives {
    @ParameterizedTest
    @ValueSource(strings = {"no-store", "no-cache", "No-Store", "max-age=60, no-cache"})
    void that_forbid_it_go_before_any_lifetime(String value) {
      assertThat(freshness("Cache-Control", value)).contains(Duration.ZERO);
    }
  }
}
