package dev.mapae.distribution.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A peer that sends bytes just as it is told, and reads until the server closes.
final class RawSocket implements AutoCloseable {
  private static final int PATIENCE = 20_000;

  private final Socket socket;

  RawSocket(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE);
  }

  /// Sends a request and reads everything up to the end of the connection.
  static String exchange(int port, String request) throws IOException {
    try (RawSocket peer = new RawSocket(port)) {
      peer.send(request);
      return peer.readAll();
    }
  }

  void send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  String readAll() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    try {
      in.transferTo(all);
    } catch (java.net.SocketException e) {
      // The server closed while something of ours was still on its way to it.
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /// Reads everything up to the end of the connection, and keeps nothing.
  void discard() throws IOException {
    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  /// Reads one answer whose body has this last byte sequence.
  String readUntil(String end) throws IOException {
    StringBuilder text = new StringBuilder();
    int c;
    while (text.indexOf(end) < 0 && (c = socket.getInputStream().read()) >= 0) {
      text.append((char) c);
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
