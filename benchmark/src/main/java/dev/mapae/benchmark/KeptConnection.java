package dev.mapae.benchmark;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/// A connection to a server that is kept open, with as much of HTTP/1.1 as the answers of that
/// server need. A caller has to be cheap where it shares the cores with what is measured.
final class KeptConnection implements AutoCloseable {
  private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

  /// Servers close what is silent for longer.
  private static final Duration SILENCE = Duration.ofSeconds(4);

  private final URI server;
  private final String host;
  private Socket socket;
  private InputStream in;
  private OutputStream out;
  private long usedAt;
  private boolean closing;
  private byte[] buffer = new byte[16_384];
  private int filled;
  private String body = "";

  KeptConnection(URI server) throws IOException {
    this.server = server;
    this.host = server.getAuthority();
    this.socket = connect();
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  private Socket connect() throws IOException {
    Socket connected = new Socket(server.getHost(), server.getPort());
    connected.setTcpNoDelay(true);
    connected.setSoTimeout(60_000);
    usedAt = System.nanoTime();
    return connected;
  }

  /// Sends a form and waits for the answer.
  ///
  /// @return its status
  int post(String path, String authorization, String form) throws IOException {
    return send(
        "POST "
            + path
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nAuthorization: "
            + authorization
            + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            + form.length()
            + "\r\n\r\n"
            + form);
  }

  /// Asks for something and waits for the answer.
  ///
  /// @param authorization empty for none
  /// @return its status
  int get(String path, String authorization) throws IOException {
    return send(
        "GET "
            + path
            + " HTTP/1.1\r\nHost: "
            + host
            + (authorization.isEmpty() ? "" : "\r\nAuthorization: " + authorization)
            + "\r\nAccept: application/json\r\n\r\n");
  }

  private int send(String request) throws IOException {
    if (closing || System.nanoTime() - usedAt > SILENCE.toNanos()) {
      socket.close();
      socket = connect();
      in = socket.getInputStream();
      out = socket.getOutputStream();
    }
    out.write(request.getBytes(StandardCharsets.ISO_8859_1));
    filled = 0;
    int head = readHead();
    String fields = new String(buffer, 0, head, StandardCharsets.ISO_8859_1);
    String names = fields.toLowerCase(Locale.ROOT);
    if (names.contains("\r\ntransfer-encoding: chunked")) {
      body = readChunks(head);
    } else {
      int length = contentLength(names);
      readUpTo(head + length);
      body = new String(buffer, head, length, StandardCharsets.UTF_8);
    }
    usedAt = System.nanoTime();
    closing = names.contains("\r\nconnection: close");
    return Integer.parseInt(fields.substring(9, 12));
  }

  /// RFC 9112 §7.1, without trailers.
  private String readChunks(int head) throws IOException {
    StringBuilder text = new StringBuilder();
    int at = head;
    while (true) {
      int end = lineEnd(at);
      int length =
          Integer.parseInt(
              new String(buffer, at, end - at, StandardCharsets.ISO_8859_1).strip(), 16);
      at = end + 2;
      readUpTo(at + length + 2);
      text.append(new String(buffer, at, length, StandardCharsets.UTF_8));
      at += length + 2;
      if (length == 0) {
        return text.toString();
      }
    }
  }

  private int lineEnd(int from) throws IOException {
    for (int i = from; ; i++) {
      readUpTo(i + 2);
      if (buffer[i] == '\r' && buffer[i + 1] == '\n') {
        return i;
      }
    }
  }

  /// The body of the last answer.
  String body() {
    return body;
  }

  private int readHead() throws IOException {
    int searched = 0;
    while (true) {
      readUpTo(filled + 1);
      for (; searched + END_OF_HEAD.length <= filled; searched++) {
        if (Arrays.equals(
            buffer, searched, searched + END_OF_HEAD.length, END_OF_HEAD, 0, END_OF_HEAD.length)) {
          return searched + END_OF_HEAD.length;
        }
      }
    }
  }

  private void readUpTo(int end) throws IOException {
    while (filled < end) {
      if (filled == buffer.length || end > buffer.length) {
        buffer = Arrays.copyOf(buffer, Math.max(end, 2 * buffer.length));
      }
      int read = in.read(buffer, filled, buffer.length - filled);
      if (read < 0) {
        throw new EOFException("the server closed the connection");
      }
      filled += read;
    }
  }

  private static int contentLength(String head) throws IOException {
    String name = "\r\ncontent-length: ";
    int at = head.indexOf(name);
    if (at < 0) {
      throw new IOException("an answer without a length:\n" + head);
    }
    int start = at + name.length();
    return Integer.parseInt(head.substring(start, head.indexOf('\r', start)));
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
