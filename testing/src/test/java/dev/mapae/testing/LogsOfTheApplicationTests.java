package dev.mapae.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What an application under test logs goes where it would go without the server.
class LogsOfTheApplicationTests {
  @ParameterizedTest
  @ValueSource(strings = {"java.lang.System$LoggerFinder", "org.slf4j.spi.SLF4JServiceProvider"})
  void are_not_taken_over(String service) throws IOException {
    for (URL file :
        Collections.list(ClassLoader.getSystemResources("META-INF/services/" + service))) {
      try (var content = file.openStream()) {
        assertThat(new String(content.readAllBytes(), StandardCharsets.UTF_8))
            .as("%s", file)
            .doesNotContain("dev.mapae");
      }
    }
    assertThat(System.LoggerFinder.getLoggerFinder().getClass().getName())
        .doesNotStartWith("dev.mapae");
  }
}
