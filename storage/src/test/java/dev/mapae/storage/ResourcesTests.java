package dev.mapae.storage;

import static dev.mapae.storage.Examples.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.store.DeclarationRefusedException;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What [Resources] promises.
@OnEveryEngine
class ResourcesTests extends StoresContract {
  static Resource bare(String uri) {
    return bare(uri, Origin.DECLARED);
  }

  static Resource bare(String uri, Origin origin) {
    return new Resource(
        uri,
        "",
        origin,
        true,
        Resource.AccessTokenFormat.JWT,
        "JWT",
        Resource.PRESET_ALG,
        Set.of(),
        Optional.empty(),
        List.of());
  }

  @Test
  void every_member_comes_back_scopes_in_their_order() {
    stores.resources().declare(resource("https://music.example/"), "f");
    reopen();
    assertThat(stores.resources().all()).containsExactly(resource("https://music.example/"));
    assertThat(stores.resources().all().getFirst().scope().stream())
        .containsExactly("z.read", "a.read");
  }

  @Test
  void they_stay_in_the_order_of_their_first_declaration() {
    stores.resources().declare(resource("https://z.example/"), "f1");
    stores.resources().declare(bare("https://a.example/"), "f2");
    stores.resources().declare(bare("https://m.example/"), "f3");
    stores.resources().declare(bare("https://z.example/"), "f4");
    assertThat(stores.resources().all())
        .containsExactly(
            bare("https://z.example/"), bare("https://a.example/"), bare("https://m.example/"));
    assertThat(stores.resources().fingerprints())
        .isEqualTo(
            Map.of(
                "https://z.example/",
                "f4",
                "https://a.example/",
                "f2",
                "https://m.example/",
                "f3"));
  }

  @Test
  void those_that_vanish_are_disabled_and_those_that_come_back_are_enabled() {
    stores.resources().declare(resource("https://a.example/"), "f1");
    stores.resources().declare(resource("https://b.example/"), "f2");
    stores.resources().disableDeclaredExcept(Set.of("https://a.example/"));
    assertThat(stores.resources().all()).extracting(Resource::enabled).containsExactly(true, false);
    assertThat(stores.resources().fingerprints())
        .containsEntry("https://a.example/", "f1")
        .containsKey("https://b.example/")
        .doesNotContainValue("f2");
    stores.resources().declare(resource("https://b.example/"), "f2");
    assertThat(stores.resources().all()).extracting(Resource::enabled).containsExactly(true, true);
  }

  @Test
  void one_that_was_not_declared_is_left_alone() {
    Resource administered = bare("https://a.example/", Origin.ADMINISTERED);
    stores.resources().declare(administered, "f1");
    assertThatThrownBy(() -> stores.resources().declare(resource("https://a.example/"), "f2"))
        .isInstanceOf(DeclarationRefusedException.class)
        .hasMessageStartingWith("resource https://a.example/ exists already and was not declared");
    assertThat(stores.resources().all()).containsExactly(administered);
    assertThat(stores.changes().counter()).isEqualTo(1);
  }

  @Test
  void each_change_moves_the_counter() {
    stores.resources().declare(resource("https://a.example/"), "f1");
    assertThat(stores.changes().counter()).isEqualTo(1);
    stores.resources().disableDeclaredExcept(Set.of());
    assertThat(stores.changes().counter()).isEqualTo(2);
    stores.resources().disableDeclaredExcept(Set.of());
    assertThat(stores.changes().counter()).isEqualTo(2);
  }
}
