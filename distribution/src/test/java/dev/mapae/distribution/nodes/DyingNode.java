package dev.mapae.distribution.nodes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/// Hears every request and dies before it answers.
final class DyingNode implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
  private final AtomicInteger heard = new AtomicInteger();

  DyingNode() throws IOException {
    Thread.ofVirtual().start(this::listen);
  }

  int port() {
    return listener.getLocalPort();
  }

  int heard() {
    return heard.get();
  }

  private void listen() {
    try {
      while (true) {
        try (Socket peer = listener.accept()) {
          BufferedReader lines =
              new BufferedReader(
                  new InputStreamReader(peer.getInputStream(), StandardCharsets.US_ASCII));
          if (lines.readLine() != null) {
            heard.incrementAndGet();
          }
        }
      }
    } catch (IOException e) {
      // It is over.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
