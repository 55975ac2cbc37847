package dev.mapae.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.benchmark.PagesProfile.Page;
import dev.mapae.benchmark.PagesProfile.Place;
import dev.mapae.benchmark.PagesProfile.Result;
import dev.mapae.benchmark.PagesProfile.Who;
import dev.mapae.testing.Mapae;
import dev.mapae.testing.Setup;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The part `pages` opens every page that something leads to, and judges the dearest and the
/// heaviest.
class PagesProfileTests {
  /// A server inside this test, with all that the measured one has.
  private record Inside(Mapae mapae) implements MeasuredServer {
    static Inside start() {
      String people =
          """
          resources:
            - resource: https://api.example.com/
              scopes: {playlist.read: {}, playlist.write: {}}
          users:
            - {username: %s, password: %s}
            - {username: %s, password: %s, roles: [careful]}
          clients:
            - client_id: %s
              client_secret: %s
              grant_types: [authorization_code, refresh_token]
              redirect_uris: ["%s"]
              scope: openid offline_access playlist.read
              skip_consent: true
            - client_id: %s
              client_secret: %s
              grant_types: [authorization_code, refresh_token]
              redirect_uris: ["%s"]
              scope: playlist.read playlist.write
          """
              .formatted(
                  PERSON,
                  PASSWORD,
                  ServerProcess.CAREFUL,
                  PASSWORD,
                  CLIENT,
                  SECRET,
                  REDIRECT_URI,
                  Population.client(0),
                  SECRET,
                  REDIRECT_URI);
      // A test keeps its mails.
      String pages = ServerProcess.ALL_PAGES.replaceAll("(?m)^mail:.*\n", "");
      return new Inside(Mapae.start(Setup.yaml(pages + people)));
    }

    @Override
    public String name() {
      return "inside";
    }

    @Override
    public URI uri() {
      return URI.create(mapae.issuer());
    }

    @Override
    public Paths paths() {
      return new Paths("/authorize", "/token", "/introspect", "/userinfo", "", "/jwks");
    }

    @Override
    public String clientScope() {
      return "playlist.read";
    }

    @Override
    public String personScope() {
      return "openid offline_access playlist.read";
    }

    @Override
    public String refreshScope() {
      return personScope();
    }

    @Override
    public List<ProcessHandle> processes() {
      return List.of(ProcessHandle.current());
    }

    @Override
    public void close() {
      mapae.close();
    }
  }

  @Test
  @Tag("socket")
  void it_opens_every_page_that_something_leads_to_and_each_weighs_less_than_30_KB()
      throws Exception {
    try (Inside server = Inside.start()) {
      Map<Place, Integer> places = PagesProfile.places(server);
      Set<String> account = new TreeSet<>();
      for (AccountPlace place : AccountPlace.values()) {
        account.add(place.path());
      }
      assertThat(paths(places, Who.SIGNED_IN)).containsAll(account).contains("/consent");
      assertThat(paths(places, Who.STRANGER))
          .contains(
              "/sign-in",
              "/sign-in/email",
              "/create-account",
              "/forgotten-password",
              "/device",
              "/errors/",
              "/errors/invalid_grant",
              "/authorize");
      assertThat(paths(places, Who.HALF)).contains("/sign-in/second-factor");
      assertThat(places.values()).allMatch(bytes -> bytes > 10_000 && bytes < 30_000);
      for (Place place : places.keySet()) {
        assertThat(PagesProfile.opening(server, place).work()).as(place.name()).isTrue();
      }
    }
  }

  private static Set<String> paths(Map<Place, Integer> places, Who who) {
    return places.keySet().stream()
        .filter(place -> place.who() == who)
        .map(Place::path)
        .collect(Collectors.toSet());
  }

  private static String told(Page... pages) {
    Table table = new Table();
    Goals.tell(
        new Goals.Results(
            List.of(),
            List.of(),
            List.of(),
            List.of(new Result("Mapae", List.of(pages))),
            List.of(),
            List.of(),
            List.of()),
        table,
        () -> 15.5);
    return table.toString();
  }

  @Test
  void the_dearest_and_the_heaviest_are_what_must_reach_the_goals() {
    Page dear = new Page("/account, signed in", 999, 12_000, 0);
    Page heavy = new Page("/sign-in", 200, 30_000, 0);
    assertThat(told(dear, heavy).lines())
        .anyMatch(line ->
            line.matches(
                ".*the dearest page, /account, signed in: Mapae +1000 µs +999 µs +reached"))
        .anyMatch(line ->
            line.matches(".*the heaviest page, /sign-in: Mapae +30000 B +30000 B +reached"));
    assertThat(told(dear, new Page("/sign-in", 1_001, 30_001, 0)).lines())
        .anyMatch(line -> line.matches(".*the dearest page, /sign-in.*missed"))
        .anyMatch(line -> line.matches(".*the heaviest page, /sign-in.*missed"));
    assertThat(told(new Page("/sign-in", 1, 1, 3))).contains("missed: 3 failed");
  }
}
