package dev.mapae.benchmark;

import dev.mapae.benchmark.Bearer.Endpoint;
import dev.mapae.benchmark.Bearer.Presenting;
import dev.mapae.benchmark.Bearer.Sight;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/// What access tokens cost a server that never saw them before, beside the bare check of their
/// signature and the bare query of their grant, which it cannot do without.
final class FirstSightProfile {
  private FirstSightProfile() {}

  /// One round; processor times in µs.
  ///
  /// @param find of the caller, without what the database's own processes take
  record Round(
      double verification,
      double find,
      Map<Endpoint, Site.Measured> first,
      Map<Endpoint, Site.Measured> again) {
    Site.Measured first(Endpoint endpoint) {
      return Objects.requireNonNull(first.get(endpoint));
    }

    /// Milliseconds for a thousand are microseconds for one.
    double firstMicros(Endpoint endpoint) {
      return first(endpoint).serverMillis();
    }

    double againMicros(Endpoint endpoint) {
      return Objects.requireNonNull(again.get(endpoint)).serverMillis();
    }

    /// What is left of it without what it cannot do without.
    double rest(Endpoint endpoint) {
      return firstMicros(endpoint) - verification - find;
    }

    long failed() {
      return first.values().stream().mapToLong(m -> m.loop().failed()).sum()
          + again.values().stream().mapToLong(m -> m.loop().failed()).sum();
    }
  }

  record Result(String server, int grants, List<Round> rounds) {
    double median(ToDoubleFunction<Round> of) {
      return Median.of(rounds, of);
    }
  }

  static Result run(Site site, Options options) throws Exception {
    Main.say("warming up: " + site.server().name() + ", tokens at first sight");
    for (Endpoint endpoint : Endpoint.values()) {
      for (Sight sight : Sight.values()) {
        Presenting what = new Presenting(endpoint, sight);
        Compiler.untilItRests(site.server(), () -> site.present(what, options.lasting()));
      }
    }
    List<Round> rounds = new ArrayList<>();
    Loop.Worker verification = Bare.verification();
    for (int i = 0; i < options.rounds(); i++) {
      double bare = Bare.micros(verification, options.lasting());
      double find = site.find(options.lasting());
      Map<Endpoint, Site.Measured> first = new EnumMap<>(Endpoint.class);
      Map<Endpoint, Site.Measured> again = new EnumMap<>(Endpoint.class);
      for (Endpoint endpoint : Endpoint.values()) {
        first.put(endpoint, site.present(new Presenting(endpoint, Sight.FIRST), options.lasting()));
        again.put(endpoint, site.present(new Presenting(endpoint, Sight.AGAIN), options.lasting()));
      }
      rounds.add(new Round(bare, find, first, again));
    }
    return new Result(site.server().name(), site.grants(), rounds);
  }

  /// Tells what came of some servers, one beside the other.
  static void tell(List<Result> results, Table table) {
    table.title(
        "Access tokens at first sight, %d callers, %,d grants; server CPU each"
            .formatted(Site.CALLERS, results.getFirst().grants()));
    table.row("", results.stream().map(Result::server).toList());
    micros(results, table, "bare ES256 verification, ACCP", Round::verification);
    micros(results, table, "bare query of the grant", Round::find);
    for (Endpoint endpoint : Endpoint.values()) {
      micros(results, table, endpoint.title() + ", first sight", r -> r.firstMicros(endpoint));
      micros(
          results,
          table,
          "  less the verification",
          r -> r.firstMicros(endpoint) - r.verification());
      micros(results, table, "  and less the query", r -> r.rest(endpoint));
      micros(results, table, "  of a token known again", r -> r.againMicros(endpoint));
      micros(
          results,
          table,
          "  first sight: CPU of the database",
          r -> r.first(endpoint).databaseMillis());
      table.row(
          "  first sight: requests/s",
          results.stream()
              .map(r -> "%.0f".formatted(r.median(x -> x.first(endpoint).perSecond())))
              .toList());
    }
    table.row(
        "failed, in all rounds",
        results.stream()
            .map(r -> String.valueOf(r.rounds().stream().mapToLong(Round::failed).sum()))
            .toList());
  }

  private static void micros(
      List<Result> results, Table table, String what, ToDoubleFunction<Round> of) {
    table.row(what, results.stream().map(r -> "%.1f µs".formatted(r.median(of))).toList());
  }
}
