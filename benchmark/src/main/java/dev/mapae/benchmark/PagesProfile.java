package dev.mapae.benchmark;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What the pages cost a server that a person opens when she is signed in: the one that asks for
/// her consent, and those of her account. Each is written anew for whoever opens it.
final class PagesProfile {
  /// As many as there are cores, so that nobody waits for another.
  private static final int CALLERS = Runtime.getRuntime().availableProcessors();

  private static final List<String> OF_THE_ACCOUNT =
      List.of(
          "/account",
          "/account/profile",
          "/account/password",
          "/account/security",
          "/account/sessions",
          "/account/applications",
          "/account/activity",
          "/account/data");

  private PagesProfile() {}

  /// One page.
  ///
  /// @param cpuMicros processor time of the server for each time it was opened
  record Page(String path, double cpuMicros, long failed) {}

  record Result(String server, List<Page> pages) {
    Page dearest() {
      return pages.stream().max((a, b) -> Double.compare(a.cpuMicros, b.cpuMicros)).orElseThrow();
    }

    long failed() {
      return pages.stream().mapToLong(Page::failed).sum();
    }
  }

  static Result run(MeasuredServer server, Options options) throws Exception {
    List<Visitor> visitors = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      visitors.add(Visitor.signedIn(server));
    }
    List<String> paths = Stream.concat(Stream.of("/consent"), OF_THE_ACCOUNT.stream()).toList();
    for (String path : paths) {
      Main.say("warming up: " + server.name() + ", " + path);
      Compiler.untilItRests(server, () -> open(server, visitors, path, options));
    }
    List<Page> pages = new ArrayList<>();
    for (String path : paths) {
      List<Load> rounds = new ArrayList<>();
      for (int i = 0; i < options.rounds(); i++) {
        rounds.add(open(server, visitors, path, options));
      }
      pages.add(
          new Page(
              path,
              Median.of(rounds, Load::cpuMillis),
              rounds.stream().mapToLong(load -> load.loop().failed()).sum()));
    }
    return new Result(server.name(), pages);
  }

  /// Somebody who is signed in, and whom an application asks for something that she never allowed.
  private record Visitor(Person person, URI server, URI consent) {
    static Visitor signedIn(MeasuredServer server) throws IOException, InterruptedException {
      Person person = new Person(server);
      if (!person.arrive(Person.Milestone.CODE)) {
        throw new IllegalStateException("nobody could sign in at " + server.name());
      }
      return new Visitor(person, server.uri(), person.askedBy(Population.client(0)));
    }

    boolean opens(String path) throws IOException, InterruptedException {
      return person.opens(path.equals(consent.getPath()) ? consent : server.resolve(path));
    }
  }

  private static Load open(
      MeasuredServer server, List<Visitor> visitors, String path, Options options) {
    List<Loop.Worker> callers = new ArrayList<>();
    visitors.forEach(visitor -> callers.add(() -> visitor.opens(path)));
    return Load.closed(server, callers, options.lasting());
  }

  /// Tells what came of some servers, one beside the other.
  static void tell(List<Result> results, Table table) {
    table.title(
        "Pages of somebody who is signed in, %d callers; server CPU each".formatted(CALLERS));
    table.row("", results.stream().map(Result::server).toList());
    List<Page> first = results.getFirst().pages();
    for (int i = 0; i < first.size(); i++) {
      int page = i;
      table.row(
          first.get(page).path(),
          results.stream().map(r -> "%.0f µs".formatted(r.pages().get(page).cpuMicros())).toList());
    }
    table.row(
        "failed, in all rounds", results.stream().map(r -> String.valueOf(r.failed())).toList());
  }
}
