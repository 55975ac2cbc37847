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
      List<VerificationProfile.Outcome> verifications,
      Table table) {
    BesidePeers beside = new BesidePeers(table);
    for (StartProfile.Result ours : starts) {
      Compared<StartProfile.Result> compared =
          new Compared<>(ours, startsOfPeers, StartProfile.Result::server);
      beside.atLeast(12, "start, Keycloak", compared, BesidePeers::isKeycloak, BesidePeers::millis);
      beside.atLeast(6, "start, Spring", compared, BesidePeers::isSpring, BesidePeers::millis);
    }
    for (HttpProfile.Result ours : http) {
      Compared<HttpProfile.Result> compared =
          new Compared<>(ours, httpOfPeers, HttpProfile.Result::server);
      beside.atLeast(
          6, "client credentials", compared, BesidePeers::isAny, cpu(Workload.CLIENT_CREDENTIALS));
      beside.atLeast(
          40,
          "client credentials, Keycloak",
          compared,
          BesidePeers::isKeycloak,
          cpu(Workload.CLIENT_CREDENTIALS));
      beside.atLeast(
          3,
          "introspection, with a database",
          compared,
          BesidePeers::hasDatabase,
          cpu(Workload.INTROSPECTION));
      beside.atLeast(1.5, "UserInfo", compared, BesidePeers::isAny, cpu(Workload.USER_INFO));
      beside.atLeast(
          8, "refresh, with a database", compared, BesidePeers::hasDatabase, cpu(Workload.REFRESH));
      beside.atLeast(3, "discovery", compared, BesidePeers::isAny, cpu(Workload.DISCOVERY));
      beside.atLeast(3, "JWKS", compared, BesidePeers::isAny, cpu(Workload.JWKS));
      beside.atLeast(
          3,
          "resident, idle, Keycloak",
          compared,
          BesidePeers::isKeycloak,
          r -> r.resident().idle());
      beside.atLeast(
          3,
          "resident, at full speed, Keycloak",
          compared,
          BesidePeers::isKeycloak,
          r -> r.resident().atFullSpeed());
    }
    for (VerificationProfile.Outcome outcome : verifications) {
      beside.row(8, "token at an API, nimbus-jose-jwt: library", outcome.timesLessThanNimbus());
      beside.row(8, "token at an API, Spring: library", outcome.timesLessThanSpring());
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

  private static boolean isAny(String peer) {
    return !peer.isEmpty();
  }

  private static boolean hasDatabase(String peer) {
    return peer.contains("PostgreSQL");
  }

  private static boolean isKeycloak(String peer) {
    return peer.startsWith("Keycloak");
  }

  private static boolean isSpring(String peer) {
    return peer.startsWith("Spring");
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
    compared
        .times(who, of)
        .ifPresent(times -> row(goal, what + ": " + compared.name().apply(compared.ours()), times));
  }

  private void row(double goal, String what, double times) {
    if (isEmpty) {
      table.title("How many times less than the best peer");
      table.row("", List.of("at least", "measured", ""));
      isEmpty = false;
    }
    table.row(what, List.of(text(goal), text(times), times >= goal ? "reached" : "missed"));
  }

  private static String text(double times) {
    return String.format(Locale.ROOT, "%.1f", times);
  }
}
