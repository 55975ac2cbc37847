package dev.mapae.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// How many times less than peers Mapae takes, beside what must be reached. Of several peers the
/// best one counts.
final class BesidePeers {
  private static final Predicate<String> ANY = name -> true;
  private static final Predicate<String> WITH_DATABASE = name -> name.contains("PostgreSQL");
  private static final Predicate<String> KEYCLOAK = name -> name.startsWith("Keycloak");
  private static final Predicate<String> SPRING = name -> name.startsWith("Spring");

  private final Table table;
  private boolean isEmpty = true;

  private BesidePeers(Table table) {
    this.table = table;
  }

  /// Tells of all that was measured of peers, if anything was.
  static void tell(
      List<StartProfile.Result> starts,
      List<StartProfile.Result> startsOfPeers,
      List<HttpProfile.Result> http,
      List<HttpProfile.Result> httpOfPeers,
      Table table) {
    BesidePeers beside = new BesidePeers(table);
    for (StartProfile.Result ours : starts) {
      Compared<StartProfile.Result> compared =
          new Compared<>(ours, startsOfPeers, StartProfile.Result::server);
      beside.atLeast(12, "start, Keycloak", compared, KEYCLOAK, BesidePeers::millis);
      beside.atLeast(6, "start, Spring", compared, SPRING, BesidePeers::millis);
    }
    for (HttpProfile.Result ours : http) {
      Compared<HttpProfile.Result> compared =
          new Compared<>(ours, httpOfPeers, HttpProfile.Result::server);
      beside.atLeast(6, "client credentials", compared, ANY, cpu(Workload.CLIENT_CREDENTIALS));
      beside.atLeast(
          40,
          "client credentials, Keycloak",
          compared,
          KEYCLOAK,
          cpu(Workload.CLIENT_CREDENTIALS));
      beside.atLeast(
          3,
          "introspection, with a database",
          compared,
          WITH_DATABASE,
          cpu(Workload.INTROSPECTION));
      beside.atLeast(1.5, "UserInfo", compared, ANY, cpu(Workload.USER_INFO));
      beside.atLeast(8, "refresh, with a database", compared, WITH_DATABASE, cpu(Workload.REFRESH));
      beside.atLeast(3, "discovery", compared, ANY, cpu(Workload.DISCOVERY));
      beside.atLeast(3, "JWKS", compared, ANY, cpu(Workload.JWKS));
      beside.atLeast(
          3, "resident, idle, Keycloak", compared, KEYCLOAK, r -> r.resident().idle());
      beside.atLeast(
          3,
          "resident, at full speed, Keycloak",
          compared,
          KEYCLOAK,
          r -> r.resident().atFullSpeed());
    }
  }

  /// One server of ours, and the peers that it is compared with.
  private record Compared<R>(R ours, List<R> peers, Function<R, String> name) {
    OptionalDouble times(Predicate<String> who, ToDoubleFunction<R> of) {
      OptionalDouble best =
          peers.stream().filter(peer -> who.test(name.apply(peer))).mapToDouble(of).min();
      return best.isPresent()
          ? OptionalDouble.of(best.getAsDouble() / of.applyAsDouble(ours))
          : best;
    }
  }

  private static double millis(StartProfile.Result result) {
    return result.median(StartProfile.Start::millis);
  }

  private static ToDoubleFunction<HttpProfile.Result> cpu(Workload workload) {
    return result -> result.closed(workload).cpuMillis();
  }

  private <R> void atLeast(
      double goal,
      String what,
      Compared<R> compared,
      Predicate<String> who,
      ToDoubleFunction<R> of) {
    compared.times(who, of).ifPresent(times -> {
      if (isEmpty) {
        table.title("How many times less than the best peer");
        table.row("", List.of("at least", "measured", ""));
        isEmpty = false;
      }
      table.row(
          what + ": " + compared.name().apply(compared.ours()),
          List.of(text(goal), text(times), times >= goal ? "reached" : "missed"));
    });
  }

  private static String text(double times) {
    return String.format(Locale.ROOT, "%.1f", times);
  }
}
