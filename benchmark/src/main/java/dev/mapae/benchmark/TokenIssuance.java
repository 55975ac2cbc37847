package dev.mapae.benchmark;

import dev.mapae.authorizationserver.http.Headers;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.BasicCredentials;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// One token by client credentials, from the request to the response and without sockets, beside
/// the bare ES256 signature that bounds it.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-Xmx256m"})
public class TokenIssuance {
  private final InProcess server = new InProcess();
  private final Request request = tokenRequest();
  private final KeyPair pair = keyPair();

  @Setup
  public void check() {
    Response response = server.handle(request);
    if (response.status() != 200) {
      throw new IllegalStateException(
          "no token: " + new String(response.body(), StandardCharsets.UTF_8));
    }
  }

  @TearDown
  public void close() {
    server.close();
  }

  @Benchmark
  public Response clientCredentials() {
    return server.handle(request);
  }

  @Benchmark
  public byte[] bareSignature() throws GeneralSecurityException {
    return Bare.sign(pair);
  }

  private static Request tokenRequest() {
    String basic = new BasicCredentials(MeasuredServer.CLIENT, MeasuredServer.SECRET).header();
    return new Request(
        "POST",
        "/token",
        "",
        Headers.of(
            List.of(
                Map.entry("Authorization", basic),
                Map.entry("Content-Type", "application/x-www-form-urlencoded"))),
        "grant_type=client_credentials&scope=playlist.read".getBytes(StandardCharsets.US_ASCII),
        "127.0.0.1");
  }

  private static KeyPair keyPair() {
    try {
      return Bare.keyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
