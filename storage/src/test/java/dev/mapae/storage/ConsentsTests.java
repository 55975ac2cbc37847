package dev.mapae.storage;

import static dev.mapae.storage.Examples.consent;
import static dev.mapae.storage.Examples.grant;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What [Consents] promises.
@OnEveryEngine
class ConsentsTests extends StoresContract {
  @Test
  void every_member_comes_back() {
    stores.consents().remember(consent("person-1", "demo", "openid", "a"));
    reopen();
    assertThat(stores.consents().find("person-1", "demo"))
        .contains(consent("person-1", "demo", "openid", "a"));
  }

  @Test
  void it_is_one_for_a_person_and_a_client_and_the_last_one_counts() {
    stores.consents().remember(consent("person-1", "demo", "openid"));
    stores.consents().remember(consent("person-1", "other", "b"));
    stores.consents().remember(consent("person-1", "demo", "a"));
    assertThat(stores.consents().find("person-1", "demo"))
        .contains(consent("person-1", "demo", "a"));
    assertThat(stores.consents().find("person-1", "other"))
        .contains(consent("person-1", "other", "b"));
    assertThat(stores.consents().find("person-2", "demo")).isEmpty();
  }

  @Test
  void revoking_it_ends_the_grants_of_that_person_and_client_and_no_others() {
    stores.people().declare(Examples.person("person-1", "alice"), "f");
    stores.sessions().start(Examples.session("s1", "person-1"));
    stores.consents().remember(consent("person-1", "demo", "openid"));
    stores.consents().remember(consent("person-2", "demo", "openid"));
    stores.grants().open(grant("g1"), false);
    stores.grants().open(grant("g2"), false);
    stores.consents().revoke("person-2", "demo");
    assertThat(stores.grants().find("g1")).isPresent();
    stores.consents().revoke("person-1", "demo");
    reopen();
    assertThat(stores.consents().find("person-1", "demo")).isEmpty();
    assertThat(stores.grants().find("g1")).isEmpty();
    assertThat(stores.grants().find("g2")).isEmpty();
  }

  @Test
  void grants_without_a_consent_end_as_well() {
    stores.people().declare(Examples.person("person-1", "alice"), "f");
    stores.sessions().start(Examples.session("s1", "person-1"));
    stores.grants().open(grant("g1"), false);
    stores.consents().revoke("person-1", "demo");
    assertThat(stores.grants().find("g1")).isEmpty();
  }
}
