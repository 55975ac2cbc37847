package dev.mapae.storage;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The wire to a PostgreSQL server, tapped: it notes each statement that goes over it.
final class Wire implements AutoCloseable {
  private final int server;
  private final ServerSocket listener;
  private final List<Closeable> open = Collections.synchronizedList(new ArrayList<>());
  private final List<String> statements = Collections.synchronizedList(new ArrayList<>());

  Wire(int server) throws IOException {
    this.server = server;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    open.add(listener);
    Thread.ofVirtual().start(this::accept);
  }

  /// The same address, by way of this.
  PostgresUrl tapped(PostgresUrl url) {
    return new PostgresUrl(
        "127.0.0.1:" + listener.getLocalPort(),
        url.database(),
        url.user(),
        url.password(),
        url.parameters());
  }

  /// What the server was asked to execute so far.
  List<String> statements() {
    return List.copyOf(statements);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
        open.add(client);
        open.add(upstream);
        Thread.ofVirtual().start(() -> endsWithSocket(() -> forward(client, upstream), upstream));
        Thread.ofVirtual()
            .start(() ->
                endsWithSocket(
                    () -> upstream.getInputStream().transferTo(client.getOutputStream()), client));
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private interface Transfer {
    void run() throws IOException;
  }

  private static void endsWithSocket(Transfer transfer, Socket to) {
    try (to) {
      transfer.run();
    } catch (IOException e) {
      // One of the two ended it.
    }
  }

  /// Each message has a type, except for those before the session, and a length that counts itself.
  private void forward(Socket client, Socket upstream) throws IOException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    OutputStream out = upstream.getOutputStream();
    String prepared = "";
    boolean started = false;
    while (true) {
      byte[] type = started ? in.readNBytes(1) : new byte[0];
      if (started && type.length == 0) {
        return;
      }
      byte[] length = exactly(in, 4);
      int size = ByteBuffer.wrap(length).getInt();
      byte[] body = exactly(in, size - 4);
      if (!started) {
        // A question for encryption is not yet the start.
        started = size != 8;
      } else if (type[0] == 'P') {
        prepared = text(body, text(body, 0).length() + 1);
      } else if (type[0] == 'Q') {
        statements.add(text(body, 0));
      } else if (type[0] == 'E') {
        statements.add(prepared);
      }
      out.write(type);
      out.write(length);
      out.write(body);
      out.flush();
    }
  }

  private static byte[] exactly(InputStream in, int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException();
    }
    return bytes;
  }

  private static String text(byte[] body, int from) {
    int end = from;
    while (body[end] != 0) {
      end++;
    }
    return new String(body, from, end - from, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    for (Closeable closeable : List.copyOf(open)) {
      closeable.close();
    }
  }
}
