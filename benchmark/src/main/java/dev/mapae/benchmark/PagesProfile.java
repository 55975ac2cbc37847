package dev.mapae.benchmark;

import dev.mapae.benchmark.PageWalk.Found;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What the pages cost a server that a person opens, and what they weigh: all that something leads
/// to, for somebody who comes from an application, who is signed in, and who has yet to set up a
/// second factor. Each is written anew for whoever opens it.
final class PagesProfile {
  /// As many as there are cores, so that nobody waits for another.
  private static final int CALLERS = Runtime.getRuntime().availableProcessors();

  private PagesProfile() {}

  /// Who opens a page.
  enum Who {
    STRANGER("") {
      @Override
      List<URI> starts(Person person, MeasuredServer server)
          throws IOException, InterruptedException {
        return List.of(
            person.at("/sign-in"),
            server.uri().resolve("/device"),
            server.uri().resolve("/errors/"),
            // The page of an error that cannot be sent to the client.
            server.uri().resolve("/authorize?client_id=nobody"));
      }
    },

    SIGNED_IN(", signed in") {
      @Override
      List<URI> starts(Person person, MeasuredServer server)
          throws IOException, InterruptedException {
        if (!person.arrive(Person.Milestone.CODE)) {
          throw new IllegalStateException("nobody could sign in at " + server.name());
        }
        return List.of(
            person.askedBy(Population.client(0)),
            server.uri().resolve("/account"),
            server.uri().resolve("/device"));
      }
    },

    /// Whose password was right.
    HALF(", after the password") {
      @Override
      List<URI> starts(Person person, MeasuredServer server)
          throws IOException, InterruptedException {
        return List.of(person.at("/sign-in/second-factor"));
      }
    };

    private final String words;

    Who(String words) {
      this.words = words;
    }

    /// Where they begin, in a browser that was never there.
    abstract List<URI> starts(Person person, MeasuredServer server)
        throws IOException, InterruptedException;

    Person person(MeasuredServer server) {
      return this == HALF ? new Person(server, ServerProcess.CAREFUL) : new Person(server);
    }
  }

  /// One page.
  ///
  /// @param cpuMicros processor time of the server for each time it was opened
  /// @param bytes with all that it loads from the server
  record Page(String name, double cpuMicros, int bytes, long failed) {}

  record Result(String server, List<Page> pages) {
    Page dearest() {
      return pages.stream().max(Comparator.comparingDouble(Page::cpuMicros)).orElseThrow();
    }

    Page heaviest() {
      return pages.stream().max(Comparator.comparingInt(Page::bytes)).orElseThrow();
    }

    long failed() {
      return pages.stream().mapToLong(Page::failed).sum();
    }
  }

  /// A page that there is, and who opens it.
  record Place(Who who, String path) {
    String name() {
      return path + who.words;
    }
  }

  /// All pages that there are, with what they weigh.
  static Map<Place, Integer> places(MeasuredServer server)
      throws IOException, InterruptedException {
    Map<Place, Integer> places = new LinkedHashMap<>();
    for (Who who : Who.values()) {
      Person person = who.person(server);
      new PageWalk(person.browser())
          .from(who.starts(person, server))
          .forEach((path, found) -> places.put(new Place(who, path), found.bytes()));
    }
    return places;
  }

  static Result run(MeasuredServer server, Options options) throws Exception {
    List<Page> pages = new ArrayList<>();
    for (Map.Entry<Place, Integer> place : places(server).entrySet()) {
      pages.add(measure(server, place.getKey(), place.getValue(), options));
    }
    return new Result(server.name(), pages);
  }

  /// Everybody comes anew: some pages are for who signed in a moment ago.
  private static Page measure(MeasuredServer server, Place place, int bytes, Options options)
      throws Exception {
    List<Loop.Worker> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(opening(server, place));
    }
    Main.say("warming up: " + server.name() + ", " + place.name());
    Compiler.untilItRests(server, () -> Load.closed(server, callers, options.lasting()));
    List<Load> rounds = new ArrayList<>();
    for (int i = 0; i < options.rounds(); i++) {
      rounds.add(Load.closed(server, callers, options.lasting()));
    }
    return new Page(
        place.name(),
        Median.of(rounds, Load::cpuMillis),
        bytes,
        rounds.stream().mapToLong(load -> load.loop().failed()).sum());
  }

  /// Somebody who opens a page again and again.
  static Loop.Worker opening(MeasuredServer server, Place place)
      throws IOException, InterruptedException {
    Person person = place.who().person(server);
    Found found =
        new PageWalk(person.browser()).from(place.who().starts(person, server)).get(place.path());
    if (found == null) {
      throw new IllegalStateException("nothing leads to " + place.name() + " any more");
    }
    return () -> {
      HttpResponse<String> answer = person.browser().open(found.uri());
      return PageWalk.isPage(answer) && answer.body().contains("</html>");
    };
  }

  /// Tells what came of some servers, one beside the other.
  static void tell(List<Result> results, Table table) {
    table.title(
        "Pages, %d callers; server CPU each, and bytes with all that they load".formatted(CALLERS));
    table.row("", results.stream().map(Result::server).toList());
    for (Page page : results.getFirst().pages()) {
      table.row(
          page.name(), results.stream().flatMap(result -> told(result, page.name())).toList());
    }
    table.row(
        "failed, in all rounds", results.stream().map(r -> String.valueOf(r.failed())).toList());
  }

  private static Stream<String> told(Result result, String name) {
    return result.pages().stream()
        .filter(page -> page.name().equals(name))
        .map(page -> "%.0f µs, %d B".formatted(page.cpuMicros(), page.bytes()));
  }
}
