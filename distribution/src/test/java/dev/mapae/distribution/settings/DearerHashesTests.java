package dev.mapae.distribution.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `password_hash` beside `password_hashing`. RFC 9106 §4.
class DearerHashesTests {
  private final ConfigurationFile file;

  DearerHashesTests(@TempDir Path folder) {
    file = new ConfigurationFile(folder);
  }

  private static String users(String more, String... costs) {
    StringBuilder yaml = new StringBuilder("issuer: https://id.example.com\n" + more + "users:\n");
    for (int i = 0; i < costs.length; i++) {
      yaml.append("  - username: person-%d\n".formatted(i))
          .append(
              "    password_hash: $argon2id$v=19$%s$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA\n"
                  .formatted(costs[i]));
    }
    return yaml.toString();
  }

  @Test
  void one_that_a_sign_in_makes_easier_to_guess_by_is_warned_of_with_how_to_keep_it_so() {
    assertThat(file.warnings(users("", "m=19456,t=2,p=1", "m=65536,t=3,p=4", "m=19456,t=3,p=1")))
        .singleElement()
        .asString()
        .startsWith("2: 'password_hash' of person-1 and 1 more costs more")
        .contains("raise 'memory' and 'iterations'");
  }

  @Test
  void none_is_that_is_as_one_of_ours_or_cheaper_in_some_respect() {
    assertThat(
            file.warnings(
                users("", "m=19456,t=2,p=1", "m=19456,t=2,p=4", "m=47104,t=1,p=1", "m=8,t=1,p=1")))
        .isEmpty();
  }

  @Test
  void none_is_where_ours_are_made_as_dear() {
    String hashing = "password_hashing: {memory: 64MiB, iterations: 3, parallelism: 4}\n";
    assertThat(file.warnings(users(hashing, "m=65536,t=3,p=4"))).isEmpty();
  }
}
