package dev.mapae.authorizationserver.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which browser somebody used, by what it says of itself.
class BrowserNameTests {
  private static final String BLINK = " AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0";

  private static BrowserName of(String userAgent) {
    return BrowserName.ofUserAgent(userAgent);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0|FIREFOX LINUX",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64)" + BLINK + " Safari/537.36|CHROME WINDOWS",
        "Mozilla/5.0 (Windows NT 10.0; Win64)" + BLINK + " Safari/537.36 Edg/141.0|EDGE WINDOWS",
        "Mozilla/5.0 (Windows NT 10.0)" + BLINK + " Whale/4.33 Safari/537.36|WHALE WINDOWS",
        "Mozilla/5.0 (Linux; Android 10; K)" + BLINK + " Mobile Safari/537.36|CHROME ANDROID",
        "Mozilla/5.0 (Linux; Android 15; SM-S928N) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36"
            + "|SAMSUNG_INTERNET ANDROID",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            + " Version/18.5 Safari/605.1.15|SAFARI MACOS",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
            + " Gecko) CriOS/141.0.0.0 Mobile/15E148 Safari/604.1|CHROME IPHONE",
        "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            + " FxiOS/140.0 Mobile/15E148 Safari/605.1.15|FIREFOX IPAD",
        "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)" + BLINK + " Safari/537.36|CHROME CHROMEOS",
        "curl/8.9.1|- -",
        "Linux|- LINUX"
      })
  void is_known_by_a_sign_that_those_after_it_have_too(String userAgent, String text) {
    assertThat(of(userAgent).text()).isEqualTo(text);
  }

  @Test
  void is_read_as_it_was_written() {
    for (BrowserName.Product product : BrowserName.Product.values()) {
      for (BrowserName.Platform platform : BrowserName.Platform.values()) {
        BrowserName name = new BrowserName(Optional.of(product), Optional.of(platform));
        assertThat(BrowserName.of(name.text())).isEqualTo(name);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "NETSCAPE BEOS", "<script> </script>"})
  void is_unknown_where_somebody_wrote_something_else(String text) {
    assertThat(BrowserName.of(text)).isEqualTo(BrowserName.UNKNOWN);
  }

  /// Whatever a browser sends, no more of it is read.
  @Test
  void is_looked_for_at_the_beginning_only() {
    assertThat(of("x".repeat(512) + "Firefox/140.0")).isEqualTo(BrowserName.UNKNOWN);
  }
}
