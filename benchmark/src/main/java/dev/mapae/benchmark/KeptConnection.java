package dev.mapae.benchmark;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// A connection to a server that is kept open, with as much of HTTP/1.1 as the answers of that
/// server need. A caller has to be cheap where it shares the cores with what is measured.
final class KeptConnection implements AutoCloseable {
  private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final String host;
  private byte[] buffer = new byte[16_384];
  private int filled;
  private String body = "";

  KeptConnection(URI server) {
    try {
      socket = new Socket(server.getHost(), server.getPort());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      in = socket.getInputStream();
      out = socket.getOutputStream();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    host = server.getAuthority();
  }

  /// Sends a form and waits for the answer.
  ///
  /// @return its status
  int post(String path, String authorization, String form) throws IOException {
    String request =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nAuthorization: "
            + authorization
            + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            + form.length()
            + "\r\n\r\n"
            + form;
    out.write(request.getBytes(StandardCharsets.ISO_8859_1));
    filled = 0;
    int head = readHead();
    String fields = new String(buffer, 0, head, StandardCharsets.ISO_8859_1);
    int length = contentLength(fields);
    readUpTo(head + length);
    body = new String(buffer, head, length, StandardCharsets.UTF_8);
    return Integer.parseInt(fields.substring(9, 12));
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
    int at = head.toLowerCase(Locale.ROOT).indexOf(name);
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
