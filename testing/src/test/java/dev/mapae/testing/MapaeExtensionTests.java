package dev.mapae.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;

/// The life of a server beside a class of tests.
@Tag("socket")
class MapaeExtensionTests {
  private static final Set<String> ISSUERS = new LinkedHashSet<>();

  @BeforeEach
  void forget() {
    ISSUERS.clear();
  }

  @MapaeTest(
      """
      users:
        - {username: alice, password: wonderland-42}
      """)
  static class Example {
    @Test
    void one(Mapae mapae) {
      ISSUERS.add(mapae.issuer());
      assertThat(mapae.password("alice")).isEqualTo("wonderland-42");
    }

    @Test
    void another(Mapae mapae) {
      ISSUERS.add(mapae.issuer());
    }

    @Nested
    class Inside {
      @Test
      void too(Mapae mapae) {
        ISSUERS.add(mapae.issuer());
      }
    }
  }

  @MapaeTest("users: [{username: alice, password: wonderland-42}]")
  static class Outer {
    @Test
    void outside(Mapae mapae) {
      ISSUERS.add(mapae.issuer());
    }

    @Nested
    @MapaeTest("users: [{username: bob, password: wonderland-43}]")
    class With_its_own {
      @Test
      void inside(Mapae mapae) {
        ISSUERS.add(mapae.issuer());
        assertThat(mapae.password("bob")).isEqualTo("wonderland-43");
      }
    }
  }

  @MapaeTest("users: nobody")
  static class Mistaken {
    @Test
    void never_runs() {}
  }

  @Test
  void all_tests_of_a_class_share_one_which_ends_with_them() {
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(Example.class))
        .execute()
        .testEvents()
        .assertStatistics(events -> events.started(3).succeeded(3));
    assertThat(ISSUERS).hasSize(1);
    URI issuer = URI.create(ISSUERS.iterator().next());
    assertThatThrownBy(() -> new Socket(issuer.getHost(), issuer.getPort()).close())
        .isInstanceOf(IOException.class);
  }

  @Test
  void a_nested_class_may_say_something_else() {
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(Outer.class))
        .execute()
        .testEvents()
        .assertStatistics(events -> events.started(2).succeeded(2));
    assertThat(ISSUERS).hasSize(2);
  }

  @Test
  void a_mistake_fails_the_class_with_its_line() {
    var failures =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(Mistaken.class))
            .execute()
            .containerEvents()
            .failed()
            .stream()
            .map(event ->
                event
                    .getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
                    .getThrowable()
                    .orElseThrow());
    assertThat(failures)
        .singleElement()
        .satisfies(failure -> assertThat(failure).hasMessageContaining("setup:1"));
  }
}
