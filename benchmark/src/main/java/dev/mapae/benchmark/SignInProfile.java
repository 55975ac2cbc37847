package dev.mapae.benchmark;

import dev.mapae.authorizationserver.authentication.Passwords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/// What it costs a server when a person signs in with a password, in a browser that was never
/// there, beside the bare hash of that password.
final class SignInProfile {
  /// As many as there are hashed at once.
  private static final int CALLERS = Runtime.getRuntime().availableProcessors();

  /// About as long as nothing is hashed between two sign-ins.
  private static final Duration PAUSE = Duration.ofMillis(5);

  private SignInProfile() {}

  /// One round; processor times in µs.
  ///
  /// @param paused of a hash, a pause after the one before
  /// @param signIns until each milestone
  record Round(double hash, double paused, Map<Person.Milestone, Load> signIns) {
    /// Milliseconds for a thousand are microseconds for one.
    double until(Person.Milestone milestone) {
      return Objects.requireNonNull(signIns.get(milestone)).cpuMillis();
    }

    double form() {
      return until(Person.Milestone.SIGNED_IN) - until(Person.Milestone.PAGE);
    }

    double timesHash(Person.Milestone milestone) {
      return until(milestone) / hash;
    }

    long failed() {
      return signIns.values().stream().mapToLong(load -> load.loop().failed()).sum();
    }
  }

  record Result(String server, List<Round> rounds) {
    double median(ToDoubleFunction<Round> of) {
      return Median.of(rounds, of);
    }
  }

  static Result run(MeasuredServer server, Options options) throws Exception {
    List<Person> people = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      people.add(new Person(server));
    }
    Main.say("warming up: " + server.name() + ", sign-in");
    Compiler.untilItRests(server, () -> signIns(server, people, Person.Milestone.PAGE, options));
    Compiler.untilItRests(server, () -> signIns(server, people, Person.Milestone.CODE, options));
    Loop.Worker hash = Bare.passwordCheck();
    Loop.Worker paused = Bare.after(PAUSE, hash);
    List<Round> rounds = new ArrayList<>();
    for (int i = 0; i < options.rounds(); i++) {
      double before = Bare.micros(hash, options.lasting());
      Map<Person.Milestone, Load> signIns = new EnumMap<>(Person.Milestone.class);
      for (Person.Milestone milestone : Person.Milestone.values()) {
        signIns.put(milestone, signIns(server, people, milestone, options));
      }
      double after = Bare.micros(hash, options.lasting());
      double rested = Bare.micros(paused, options.lasting());
      rounds.add(new Round((before + after) / 2, rested, signIns));
    }
    return new Result(server.name(), rounds);
  }

  private static Load signIns(
      MeasuredServer server, List<Person> people, Person.Milestone until, Options options) {
    List<Loop.Worker> callers = new ArrayList<>();
    people.forEach(person -> callers.add(() -> person.arrive(until)));
    return Load.closed(server, callers, options.lasting());
  }

  /// Tells what came of some servers, one beside the other.
  static void tell(List<Result> results, Table table) {
    Passwords.Cost cost = Passwords.Cost.PRESET;
    table.title(
        "Sign-in with a password, %d callers, Argon2id with %d KiB and %d iterations; server CPU each"
            .formatted(CALLERS, cost.memoryKib(), cost.iterations()));
    table.row("", results.stream().map(Result::server).toList());
    row(results, table, "bare hash", "%.0f µs", Round::hash);
    row(
        results,
        table,
        "  %d ms after the one before".formatted(PAUSE.toMillis()),
        "%.0f µs",
        Round::paused);
    row(results, table, "request and page", "%.0f µs", r -> r.until(Person.Milestone.PAGE));
    row(results, table, "  form with the password", "%.0f µs", Round::form);
    row(
        results,
        table,
        "request, page and form",
        "%.0f µs",
        r -> r.until(Person.Milestone.SIGNED_IN));
    row(results, table, "  × the bare hash", "%.3f", r -> r.timesHash(Person.Milestone.SIGNED_IN));
    row(results, table, "to the client's code", "%.0f µs", r -> r.until(Person.Milestone.CODE));
    row(results, table, "  × the bare hash", "%.3f", r -> r.timesHash(Person.Milestone.CODE));
    table.row(
        "failed, in all rounds",
        results.stream()
            .map(r -> String.valueOf(r.rounds().stream().mapToLong(Round::failed).sum()))
            .toList());
  }

  private static void row(
      List<Result> results, Table table, String what, String format, ToDoubleFunction<Round> of) {
    table.row(what, results.stream().map(r -> format.formatted(r.median(of))).toList());
  }
}
