package dev.mapae.testpostgres;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// The wire between clients and a PostgreSQL server, read along: what the server says that it did,
/// and how often somebody waited for it. Whoever connects through this can hide nothing.
public final class PostgresWire implements AutoCloseable {
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;

  private final int server;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final ConcurrentLinkedQueue<Trip> trips = new ConcurrentLinkedQueue<>();

  /// One round trip: what the server did while the client waited.
  public record Trip(List<Done> statements) {}

  /// A statement that the server has executed.
  ///
  /// @param tag what it says that it did: `SELECT 1`, `UPDATE 0`, `ERROR`; empty for an empty
  ///   statement, by which pools ask whether a connection still lives
  public record Done(String sql, String tag) {}

  /// @param server its port on this machine
  public PostgresWire(int server) {
    this.server = server;
    try {
      listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("wire").start(this::accept);
  }

  /// The URL of a database of the server by way of this.
  public String through(String url) {
    URI to = URI.create(url);
    return "postgresql://%s@127.0.0.1:%d%s"
        .formatted(to.getUserInfo(), listener.getLocalPort(), to.getPath());
  }

  /// How many connections are open and were used.
  public int connections() {
    return connections.get();
  }

  /// The round trips since this was asked last.
  public List<Trip> take() {
    List<Trip> taken = new ArrayList<>();
    for (Trip trip = trips.poll(); trip != null; trip = trips.poll()) {
      taken.add(trip);
    }
    return taken;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        sockets.add(client);
        Thread.ofVirtual().start(() -> untilClosed(() -> serve(client)));
      }
    } catch (IOException e) {
      // This was closed.
    }
  }

  private void serve(Socket client) throws IOException {
    try (client;
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
      sockets.add(upstream);
      DataInputStream fromClient = input(client);
      DataOutputStream toServer = output(upstream);
      WireMessage first = WireMessage.untyped(fromClient);
      while (first.isAbout(SSL_REQUEST) || first.isAbout(GSS_REQUEST)) {
        client.getOutputStream().write('N');
        first = WireMessage.untyped(fromClient);
      }
      first.to(toServer);
      toServer.flush();
      WireConversation conversation = new WireConversation(trips::add, connections);
      Thread.ofVirtual().start(() -> untilClosed(() -> answer(upstream, client, conversation)));
      while (true) {
        WireMessage asked = WireMessage.typed(fromClient);
        conversation.asked(asked);
        forward(asked, fromClient, toServer);
      }
    }
  }

  private static void answer(Socket upstream, Socket client, WireConversation conversation)
      throws IOException {
    DataInputStream fromServer = input(upstream);
    DataOutputStream toClient = output(client);
    try (client;
        conversation) {
      while (true) {
        WireMessage answered = WireMessage.typed(fromServer);
        conversation.answered(answered);
        forward(answered, fromServer, toClient);
      }
    }
  }

  /// Waits with the last message of several until they are all there.
  private static void forward(WireMessage message, DataInputStream from, DataOutputStream to)
      throws IOException {
    message.to(to);
    if (from.available() == 0) {
      to.flush();
    }
  }

  private static DataInputStream input(Socket socket) throws IOException {
    return new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  private static DataOutputStream output(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    return new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
  }

  private interface Traffic {
    void pass() throws IOException;
  }

  private static void untilClosed(Traffic traffic) {
    try {
      traffic.pass();
    } catch (IOException e) {
      // One of the two has closed.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
