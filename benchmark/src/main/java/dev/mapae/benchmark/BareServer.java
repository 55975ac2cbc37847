package dev.mapae.benchmark;

import dev.mapae.distribution.log.QuietLogs;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The HTTP server of Mapae with nothing behind it, in a process of its own: what bounds each
/// request, however little is done for it.
///
/// It answers a GET with the same bytes each time, and a POST with others after one ES256
/// signature. It authenticates nobody, reads no parameter, and writes no log.
public final class BareServer {
  private static final byte[] DOCUMENT = "x".repeat(1800).getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TOKEN =
      ("{\"access_token\":\"" + "x".repeat(500) + "\"}").getBytes(StandardCharsets.US_ASCII);

  private BareServer() {}

  /// Serves until it is stopped.
  ///
  /// @param args the port
  public static void main(String[] args) throws Exception {
    QuietLogs.use();
    QueuedThreadPool threads = new QueuedThreadPool(64, 4, new LinkedBlockingQueue<>());
    threads.setReservedThreads(0);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    Server server = new Server(threads);
    ServerConnector connector = new ServerConnector(server, 1, -1);
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.parseInt(args[0]));
    server.addConnector(connector);
    server.setHandler(new SameAgain(Bare.keyPair()));
    server.start();
    server.join();
  }

  private static final class SameAgain extends Handler.Abstract {
    private final KeyPair pair;

    SameAgain(KeyPair pair) {
      this.pair = pair;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      byte[] body = request.getMethod().equals("POST") ? signed(request) : DOCUMENT;
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
      response.write(true, ByteBuffer.wrap(body), callback);
      return true;
    }

    private byte[] signed(Request request) throws Exception {
      Content.Source.asInputStream(request).readAllBytes();
      if (Bare.sign(pair).length == 0) {
        throw new GeneralSecurityException("an empty signature");
      }
      return TOKEN;
    }
  }

  /// Measures it by the same callers as any other server, and tells what came of it.
  static void tell(Options options, Table table) throws Exception {
    int port = ServerProcess.freePort();
    var about =
        new PeerProcess.About(
            "a bare Jetty",
            new MeasuredServer.Paths("/", "/token", "/", "/", "/", "/"),
            "playlist.read",
            "",
            "");
    try (MeasuredServer server =
        PeerProcess.start(about, new PeerProcess.Launch(port, command(port), Map.of()))) {
      HttpProfile profile = new HttpProfile(options);
      table.title(
          "A bare Jetty, %d callers; its CPU each; open loop at half of that rate, %d s"
              .formatted(HttpProfile.CALLERS, options.minute().toSeconds()));
      profile.both(server, Workload.DISCOVERY).tell("the same answer each time", table);
      profile
          .both(server, Workload.CLIENT_CREDENTIALS)
          .tell("the same after one ES256 signature, ACCP", table);
    }
  }

  /// With the flags of this process, which are those of Mapae.
  private static List<String> command(int port) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            Path.of(System.getProperty("java.class.path")).toAbsolutePath().toString(),
            BareServer.class.getName(),
            String.valueOf(port)));
    return command;
  }
}
