package dev.mapae.distribution.outbound;

import dev.mapae.distribution.http.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A server on loopback that answers every request byte for byte as a test says, and remembers what
/// it was asked.
final class AnsweringServer implements AutoCloseable {
  /// What is sent after the head of a request was read.
  interface Answer {
    void write(OutputStream out) throws Exception;
  }

  private final ServerSocket socket;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile Answer answer = json("{}");
  private volatile boolean waits = true;

  private AnsweringServer(ServerSocketFactory factory) throws IOException {
    socket = factory.createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  static AnsweringServer overHttp() throws IOException {
    return new AnsweringServer(ServerSocketFactory.getDefault());
  }

  static AnsweringServer overTls(TestCertificate certificate) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(certificate.keyStore(), TestCertificate.PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), null, null);
    return new AnsweringServer(tls.getServerSocketFactory());
  }

  int port() {
    return socket.getLocalPort();
  }

  void answers(Answer next) {
    answer = next;
  }

  void answers(String text) {
    answer = text(text);
  }

  /// Answers without being asked.
  void speaksFirst(Answer next) {
    waits = false;
    answer = next;
  }

  /// The heads of all requests.
  List<String> requests() {
    return requests;
  }

  static Answer text(String text) {
    return out -> out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// @param headers each with its end of line
  static Answer json(String body, String... headers) {
    return text(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n%s"
            .formatted(body.length(), String.join("", headers), body));
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket peer = socket.accept();
        Thread.ofVirtual().start(() -> serve(peer));
      } catch (IOException e) {
        // Closed, or a peer that went away.
      }
    }
  }

  private void serve(Socket peer) {
    try (peer) {
      Optional<String> head = waits ? head(peer.getInputStream()) : Optional.of("");
      if (head.isPresent()) {
        requests.add(head.get());
        answer.write(peer.getOutputStream());
        peer.getOutputStream().flush();
      }
    } catch (Exception e) {
      // A peer that does not like the certificate, or has heard enough.
    }
  }

  private static Optional<String> head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return Optional.empty();
      }
      head.append((char) next);
    }
    return Optional.of(head.toString());
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
