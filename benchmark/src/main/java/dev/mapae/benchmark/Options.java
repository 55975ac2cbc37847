package dev.mapae.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What was typed behind `./mapae bench`.
///
/// @param parts which of [#PARTS]
/// @param grants how many there are in PostgreSQL, from run to run
/// @param lasting of each measurement
/// @param minute of what has to go on for a while: open loops, and full speed before memory is read
/// @param rounds how often each is repeated; medians are told
/// @param starts of each server
/// @param peers which are measured beside Mapae
/// @param mock whether mock-oauth2-server is, inside a test
record Options(
    Set<String> parts,
    List<Integer> grants,
    Duration lasting,
    Duration minute,
    int rounds,
    int starts,
    Set<Peer> peers,
    boolean mock) {
  static final List<String> PARTS =
      List.of(
          "limit",
          "tokens",
          "bare",
          "start",
          "http",
          "signin",
          "pages",
          "firstsight",
          "verify",
          "testing",
          "sqlite",
          "postgresql");

  private static final List<String> PARTS_WITH_PEERS = List.of("start", "http", "testing");

  private static final Map<String, String> PRESETS =
      Map.of(
          "--grants", "10000,1000000",
          "--seconds", "5",
          "--minute", "60",
          "--rounds", "3",
          "--starts", "7");

  static final String USAGE =
      """
      ./mapae bench [PART …] [--grants N,N,…] [--seconds N] [--minute N] [--rounds N] [--starts N]
                    [--peers[=PEER,…]]
        limit       signatures of openssl, which bound everything
        tokens      client credentials in one process, beside the bare signature
        bare        the HTTP server alone: the same answer each time, and after one signature
        start       from exec to the first answer, and memory when idle
        http        each kind of request by HTTP: rate, latency, and the server's processor time and memory
        signin      a sign-in by the pages' form, beside the bare hash of the password
        pages       every page that something leads to: what it takes the server, and what it weighs
        firstsight  introspection and UserInfo of access tokens that the server never saw, beside the bare
                    check of their signature and the bare query
        verify      one access token at an API, beside the bare check of its signature and two peers
        testing     a server that starts inside a test, and its first token
        sqlite      refresh by HTTP beside a bare loop of the same statements
        postgresql  the same, and introspection, with more and more grants in the database
        --grants    how many; preset 10000,1000000, and 10000,1000000,10000000 takes half an hour
        --seconds   of each measurement; preset 5
        --minute    seconds of each open loop, and of full speed before memory is read; preset 60, or as long
                    as all rounds where --seconds is given
        --rounds    how often each is repeated, for a median; preset 3
        --starts    how often each server is started; preset 7
        --peers     start and http measure servers of others, too, which are installed into .mapae/peers when they
                    are not there: keycloak, spring, spring-postgresql and oidc-provider, or those named;
                    and testing measures mock-oauth2-server
      All parts, or those named. At the end the table says what must be reached, as far as it was measured.
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
    Map<String, String> values = new TreeMap<>();
    Set<String> peers = new TreeSet<>();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (PARTS.contains(arg)) {
        parts.add(arg);
        continue;
      }
      if (arg.equals("--peers") || arg.startsWith("--peers=")) {
        peers.addAll(peers(arg));
        continue;
      }
      if (!arg.startsWith("--")) {
        throw new IllegalArgumentException("there is no part " + arg);
      }
      if (!PRESETS.containsKey(arg)) {
        throw new IllegalArgumentException("there is no option " + arg);
      }
      if (i + 1 == args.size()) {
        throw new IllegalArgumentException(arg + " needs a number");
      }
      values.put(arg, args.get(++i));
    }
    if (!peers.isEmpty() && !parts.isEmpty() && Collections.disjoint(parts, PARTS_WITH_PEERS)) {
      throw new IllegalArgumentException("--peers is for the parts start, http and testing");
    }
    return of(parts.isEmpty() ? Set.copyOf(PARTS) : parts, values, peers);
  }

  private static List<String> peers(String arg) {
    return arg.equals("--peers")
        ? Stream.concat(
                Stream.of(Peer.values()).map(Peer::option), Stream.of(MockOAuth2Server.OPTION))
            .toList()
        : List.of(arg.substring("--peers=".length()).split(",", -1));
  }

  private static Options of(Set<String> parts, Map<String, String> typed, Set<String> named) {
    Set<Peer> peers = EnumSet.noneOf(Peer.class);
    named.stream()
        .filter(name -> !name.equals(MockOAuth2Server.OPTION))
        .map(Peer::named)
        .forEach(peers::add);
    Map<String, String> values = new TreeMap<>(PRESETS);
    values.putAll(typed);
    int seconds = number(values, "--seconds");
    int rounds = number(values, "--rounds");
    int minute =
        typed.containsKey("--seconds") && !typed.containsKey("--minute")
            ? Math.min(seconds * rounds, number(values, "--minute"))
            : number(values, "--minute");
    return new Options(
        parts,
        numbers(values.getOrDefault("--grants", "")),
        Duration.ofSeconds(seconds),
        Duration.ofSeconds(minute),
        rounds,
        number(values, "--starts"),
        peers,
        named.contains(MockOAuth2Server.OPTION));
  }

  private static int number(Map<String, String> values, String option) {
    return number(values.getOrDefault(option, ""));
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
