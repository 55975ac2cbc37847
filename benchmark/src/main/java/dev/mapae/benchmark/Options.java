package dev.mapae.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What was typed behind `./mapae bench`.
///
/// @param parts which of [#PARTS]
/// @param grants how many there are in PostgreSQL, from run to run
/// @param lasting of each measurement
/// @param rounds how often each is repeated; medians are told
record Options(Set<String> parts, List<Integer> grants, Duration lasting, int rounds) {
  static final List<String> PARTS =
      List.of("limit", "tokens", "http", "verify", "sqlite", "postgresql");

  static final String USAGE =
      """
      ./mapae bench [PART …] [--grants N,N,…] [--seconds N] [--rounds N]
        limit       signatures of openssl, which bound everything
        tokens      client credentials in one process, beside the bare signature
        http        each kind of request by HTTP: rate, latency, and the server's processor time and memory
        verify      one access token at an API, beside the bare check of its signature and two peers
        sqlite      refresh by HTTP beside a bare loop of the same statements
        postgresql  the same, and introspection, with more and more grants in the database
        --grants    how many; preset 10000,1000000, and 10000,1000000,10000000 takes half an hour
        --seconds   of each measurement; preset 5
        --rounds    how often each is repeated, for a median; preset 3
      """;

  /// The checkout.
  static Path root() {
    return Path.of(System.getProperty("mapae.root", ""));
  }

  /// The folder for table and chart.
  static Path out() {
    return root().resolve("target/bench");
  }

  /// @throws IllegalArgumentException when it says something else
  static Options parse(List<String> args) {
    Set<String> parts = new TreeSet<>();
    List<Integer> grants = List.of(10_000, 1_000_000);
    int seconds = 5;
    int rounds = 3;
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (PARTS.contains(arg)) {
        parts.add(arg);
        continue;
      }
      if (i + 1 == args.size()) {
        throw new IllegalArgumentException("there is no part " + arg);
      }
      String value = args.get(++i);
      switch (arg) {
        case "--grants" -> grants = numbers(value);
        case "--seconds" -> seconds = number(value);
        case "--rounds" -> rounds = number(value);
        default -> throw new IllegalArgumentException("there is no option " + arg);
      }
    }
    return new Options(
        parts.isEmpty() ? Set.copyOf(PARTS) : parts, grants, Duration.ofSeconds(seconds), rounds);
  }

  private static List<Integer> numbers(String value) {
    List<Integer> numbers = new ArrayList<>();
    Stream.of(value.split(",", -1)).forEach(n -> numbers.add(number(n)));
    return numbers;
  }

  private static int number(String value) {
    if (!value.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException(value + " is not a number from 1 on");
    }
    return Integer.parseInt(value);
  }
}
