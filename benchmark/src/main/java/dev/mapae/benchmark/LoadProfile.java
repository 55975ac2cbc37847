package dev.mapae.benchmark;

import dev.mapae.protocol.BasicCredentials;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A closed loop of callers at the token endpoint: each asks for a token by client credentials,
/// waits for it, and asks again.
final class LoadProfile {
  private static final int CALLERS = 8;

  private LoadProfile() {}

  /// What came of it.
  ///
  /// @param cpuSecondsPerThousand processor time of the server alone; the honest figure where
  ///   callers share its cores
  record Result(
      long requests,
      long failures,
      double perSecond,
      double p50Millis,
      double p99Millis,
      double p999Millis,
      double cpuSecondsPerThousand) {}

  /// Runs the profile.
  ///
  /// @param lasting how long; as long again goes before it, unmeasured
  static Result run(ServerProcess server, Duration lasting)
      throws InterruptedException, ExecutionException {
    round(server.tokenEndpoint(), lasting);
    Duration before = server.cpu();
    long start = System.nanoTime();
    List<long[]> rounds = round(server.tokenEndpoint(), lasting);
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpu = server.cpu().minus(before).toNanos() / 1e9;
    long[] all = rounds.stream().flatMapToLong(Arrays::stream).toArray();
    long[] good = Arrays.stream(all).filter(n -> n > 0).sorted().toArray();
    return new Result(
        good.length,
        all.length - good.length,
        good.length / seconds,
        percentile(good, 0.50),
        percentile(good, 0.99),
        percentile(good, 0.999),
        cpu * 1000 / Math.max(1, good.length));
  }

  private static List<long[]> round(URI endpoint, Duration lasting)
      throws InterruptedException, ExecutionException {
    try (var callers = Executors.newFixedThreadPool(CALLERS);
        var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      long end = System.nanoTime() + lasting.toNanos();
      List<Callable<long[]>> work = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        work.add(() -> loop(http, endpoint, end));
      }
      List<long[]> out = new ArrayList<>();
      for (Future<long[]> f : callers.invokeAll(work)) {
        out.add(f.get());
      }
      return out;
    }
  }

  /// The nanoseconds of each request; 0 for one that failed.
  private static long[] loop(HttpClient http, URI endpoint, long end)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .header(
                "Authorization", new BasicCredentials(InProcess.CLIENT, InProcess.SECRET).header())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("grant_type=client_credentials&scope=playlist.read"))
            .build();
    List<Long> taken = new ArrayList<>();
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      boolean good = http.send(request, BodyHandlers.discarding()).statusCode() == 200;
      taken.add(good ? System.nanoTime() - start : 0);
    }
    return taken.stream().mapToLong(Long::longValue).toArray();
  }

  private static double percentile(long[] sorted, double p) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.min(sorted.length - 1, (int) (sorted.length * p))] / 1e6;
  }
}
