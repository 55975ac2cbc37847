package dev.mapae.testpostgres;

import dev.mapae.testpostgres.PostgresWire.Done;
import dev.mapae.testpostgres.PostgresWire.Trip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// What is said over one connection. PostgreSQL documentation, "Message Formats".
final class WireConversation implements AutoCloseable {
  private final Consumer<Trip> trips;
  private final AtomicInteger connections;

  /// SQL by the names of prepared statements and of portals.
  private final Map<String, String> prepared = new ConcurrentHashMap<>();

  private final Map<String, String> bound = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> executing = new ConcurrentLinkedQueue<>();

  /// How many answers the client waits for.
  private final AtomicInteger awaited = new AtomicInteger();

  private final List<Done> done = new ArrayList<>();
  private boolean isCounted;

  WireConversation(Consumer<Trip> trips, AtomicInteger connections) {
    this.trips = trips;
    this.connections = connections;
  }

  /// A message of the client, before it goes on.
  void asked(WireMessage message) {
    switch (message.type()) {
      case 'P' -> prepared.put(message.text(0), message.text(1));
      case 'B' -> bound.put(message.text(0), sql(prepared, message.text(1)));
      case 'E' -> executing.add(sql(bound, message.text(0)));
      case 'S' -> awaited.incrementAndGet();
      case 'Q' -> {
        executing.add(message.text(0));
        awaited.incrementAndGet();
      }
      default -> {}
    }
  }

  /// A message of the server, before it goes on.
  void answered(WireMessage message) {
    switch (message.type()) {
      case 'C' -> note(message.text(0));
      case 'I' -> note("");
      case 'E' -> note("ERROR");
      case 'Z' -> ready();
      default -> {}
    }
  }

  private void note(String tag) {
    done.add(new Done(Objects.requireNonNullElse(executing.poll(), ""), tag));
  }

  private void ready() {
    if (awaited.get() == 0) {
      // It is ready for the first time.
      return;
    }
    // The client may have sent more than one thing before it waited, such as BEGIN and a statement.
    if (awaited.decrementAndGet() == 0) {
      // What follows a statement that failed is never executed.
      executing.clear();
      trips.accept(new Trip(List.copyOf(done)));
      done.clear();
      count();
    }
  }

  /// The first thing that a driver does with a connection is no business of the application's.
  private void count() {
    if (!isCounted) {
      isCounted = true;
      connections.incrementAndGet();
    }
  }

  private static String sql(Map<String, String> by, String name) {
    return Objects.requireNonNullElse(by.get(name), "");
  }

  @Override
  public void close() {
    if (isCounted) {
      connections.decrementAndGet();
    }
  }
}
