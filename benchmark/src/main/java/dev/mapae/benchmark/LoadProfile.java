package dev.mapae.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A closed loop of callers against a server in a process of its own.
final class LoadProfile {
  private LoadProfile() {}

  /// What came of it.
  ///
  /// @param cpuSecondsPerThousand processor time of the server alone; the honest figure where
  ///   callers share its cores
  record Result(Loop.Result loop, double cpuSecondsPerThousand) {
    double perSecond() {
      return loop.perSecond();
    }
  }

  /// Lets callers call for some time.
  static Result run(ServerProcess server, List<? extends Loop.Worker> callers, Duration lasting) {
    Duration before = server.cpu();
    Loop.Result loop = Loop.run(callers, lasting);
    double cpu = server.cpu().minus(before).toNanos() / 1e9;
    return new Result(loop, cpu * 1000 / Math.max(1, loop.done()));
  }

  /// Asks for tokens by client credentials.
  ///
  /// @param lasting how long; as long again goes before it, unmeasured
  static Result clientCredentials(ServerProcess server, int callers, Duration lasting) {
    List<KeptConnection> connections = new ArrayList<>();
    List<Loop.Worker> workers = new ArrayList<>();
    String authorization = ServerProcess.basic(InProcess.CLIENT);
    for (int i = 0; i < callers; i++) {
      KeptConnection connection = new KeptConnection(server.uri());
      connections.add(connection);
      workers.add(() ->
          connection.post(
                  "/token", authorization, "grant_type=client_credentials&scope=playlist.read")
              == 200);
    }
    run(server, workers, lasting);
    Result result = run(server, workers, lasting);
    connections.forEach(KeptConnection::close);
    return result;
  }
}
