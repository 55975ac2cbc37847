package dev.mapae.distribution.outbound;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.distribution.http.AddressRange;
import dev.mapae.distribution.http.TestCertificate;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A guarded fetcher that knows names of its own, and a server with a certificate that it trusts.
abstract class FetcherTests {
  static final Duration LONG = Duration.ofSeconds(20);
  static final String NOT_ALLOWED =
      "its host is unknown, or has an address that this server may not call";

  @TempDir static Path folder;
  static TestCertificate certificate;
  static AnsweringServer server;

  /// Names of this test, which no other resolver knows.
  final Map<String, List<String>> names = new ConcurrentHashMap<>();

  final AtomicInteger resolved = new AtomicInteger();
  final List<GuardedFetcher> opened = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    certificate = TestCertificate.make(folder, "EC", "dns:keys.example.com,ip:127.0.0.1");
    server = AnsweringServer.overTls(certificate);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void begin() {
    names.put("keys.example.com", List.of("127.0.0.1"));
    server.requests().clear();
    server.answers(AnsweringServer.json("{}"));
  }

  @AfterEach
  void end() {
    opened.forEach(GuardedFetcher::close);
  }

  CompletableFuture<List<InetAddress>> resolve(String host) {
    resolved.incrementAndGet();
    List<String> literals = names.getOrDefault(host, List.of());
    return literals.isEmpty() ? Resolver.ofJava(host) : addresses(literals.toArray(String[]::new));
  }

  static CompletableFuture<List<InetAddress>> addresses(String... literals) {
    return CompletableFuture.completedFuture(
        Stream.of(literals).map(InetAddress::ofLiteral).toList());
  }

  static OutboundAllowed allowed(String... ranges) {
    return new OutboundAllowed(
        List.of(ranges).stream().map(r -> AddressRange.parse(r).orElseThrow()).toList(), false);
  }

  static PinnedClient trusting() {
    try {
      return new PinnedClient(Optional.of(certificate.keyStore()), LONG);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  GuardedFetcher fetcher(OutboundAllowed allowed) {
    return fetcher(allowed, this::resolve, LONG);
  }

  GuardedFetcher fetcher(OutboundAllowed allowed, Resolver resolver, Duration deadline) {
    return fetcher(allowed, resolver, FetcherTests::trusting, deadline);
  }

  GuardedFetcher fetcher(
      OutboundAllowed allowed,
      Resolver resolver,
      Supplier<PinnedClient> client,
      Duration deadline) {
    GuardedFetcher fetcher = new GuardedFetcher(allowed, resolver, client, deadline);
    opened.add(fetcher);
    return fetcher;
  }

  /// One that may call this machine.
  GuardedFetcher here() {
    return fetcher(allowed("127.0.0.0/8", "::1/128"));
  }

  static String url() {
    return "https://keys.example.com:%d/jwks?a=b".formatted(server.port());
  }

  static String refusal(GuardedFetcher fetcher, String url, Origin namedBy) {
    return catchThrowableOfType(
            NotFetched.class, () -> fetcher.get(url, DocumentType.JSON, namedBy))
        .reason();
  }

  static String refusal(GuardedFetcher fetcher, String url) {
    return refusal(fetcher, url, Origin.DECLARED);
  }

  /// Why this answer is none.
  String refusalOf(String answer) {
    server.answers(answer);
    return refusal(here(), url());
  }

  static String text(Fetched document) {
    return new String(document.body(), StandardCharsets.UTF_8);
  }
}
