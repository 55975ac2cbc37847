package dev.mapae.playground;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The JDK's HTTP server on this machine alone: a virtual thread for each request, and a limit on
/// everything that a peer can make long, slow or many.
final class LoopbackServer implements AutoCloseable {
  private static final int STOP_SECONDS = 2;

  /// The server takes its limits from nowhere else, and reads them once, when it is first made.
  private static final Map<String, String> LIMITS =
      Map.of(
          "jdk.httpserver.maxConnections", "256",
          "sun.net.httpserver.maxReqHeaders", "100",
          "sun.net.httpserver.maxReqHeaderSize", "32768",
          "sun.net.httpserver.maxReqTime", "20",
          "sun.net.httpserver.maxRspTime", "60");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private LoopbackServer(HttpServer server) {
    this.server = server;
  }

  /// Takes the port and answers nobody yet.
  ///
  /// @param port 0 for any that is free
  /// @throws IOException when the port is taken
  static LoopbackServer bind(int port) throws IOException {
    LIMITS.forEach((name, value) -> {
      if (System.getProperty(name) == null) {
        System.setProperty(name, value);
      }
    });
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return new LoopbackServer(HttpServer.create(address, 0));
  }

  int port() {
    return server.getAddress().getPort();
  }

  /// Answers every request with this handler from now on.
  void serve(HttpHandler handler) {
    server.createContext("/", handler);
    server.setExecutor(threads);
    server.start();
  }

  /// Lets the requests that are under way finish, for two seconds at most.
  @Override
  public void close() {
    server.stop(STOP_SECONDS);
    threads.shutdownNow();
  }
}
