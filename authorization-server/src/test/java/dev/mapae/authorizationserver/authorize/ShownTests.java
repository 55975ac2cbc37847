package dev.mapae.authorizationserver.authorize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.interaction.ConsentPrompt.Lasting;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.Refresh;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.protocol.Scope;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// OIDC Core §3.1.2.4, what the form of a consent page is bound to.
class ShownTests {
  private static final Permission PERMISSION =
      new Permission(
          Scope.parse("openid read"),
          List.of("https://api.example.com/"),
          false,
          List.of(),
          Optional.empty());

  private static Shown shown(String required, Optional<Refresh> refresh) {
    return Shown.of(
        PERMISSION,
        Scope.parse(required),
        Set.of("name"),
        Map.of("client_name", "Web"),
        new Lasting(Duration.ofMinutes(10), refresh),
        "https://app.example.com/cb");
  }

  private static Optional<Refresh> refresh(int days) {
    return Optional.of(new Refresh(true, Duration.ofDays(days), Duration.ofDays(1)));
  }

  /// While a server is upgraded, a form may come to a node of another version than its page.
  @Test
  void is_what_nodes_of_the_version_before_know_where_they_show_the_same()
      throws GeneralSecurityException {
    String known =
        "[\"openid read\",[\"https://api.example.com/\"],[],[\"name\"],"
            + "{\"client_name\":\"Web\"},\"https://app.example.com/cb\"]";
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(known.getBytes(UTF_8));
    assertThat(shown("openid", Optional.empty()).digest())
        .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
  }

  @Test
  void is_another_for_each_thing_that_the_page_shows() {
    assertThat(
            Set.of(
                shown("openid", Optional.empty()),
                shown("openid read", Optional.empty()),
                shown("openid", refresh(1)),
                shown("openid", refresh(2)),
                shown("openid read", refresh(2))))
        .hasSize(5);
  }
}
