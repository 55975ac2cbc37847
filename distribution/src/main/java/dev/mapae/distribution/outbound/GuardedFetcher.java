package dev.mapae.distribution.outbound;

import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.outbound.OutboundUrls;
import dev.mapae.authorizationserver.store.Origin;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one fetcher, which no URL leads where only this server may go.
///
/// - `https` alone; `http` on loopback where `outbound_allowed` has it.
/// - The name is resolved once, every address is checked, and the connection goes to these
///   addresses, whatever the name leads to a moment later. TLS still proves the name.
/// - No redirect, cookie, proxy or compression.
/// - Five seconds from the first step to the last byte, 64 KiB, and so many at once.
///
/// The HTTP client starts with the first fetch, so that a server that fetches nothing never has it.
public final class GuardedFetcher implements Fetcher, AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  /// Of the operator's URLs, and as many again of those of clients that registered themselves, who
  /// may crowd out only their like.
  static final int MAX_AT_ONCE = 16;

  private static final Logger log = LoggerFactory.getLogger(GuardedFetcher.class);

  /// The JDK resolves names in native code, where a virtual thread would keep its carrier.
  private static final Executor THREADS =
      task -> Thread.ofPlatform().daemon().name("mapae-resolve").start(task);

  private final OutboundAllowed allowed;
  private final Resolver resolver;
  private final Supplier<PinnedClient> newClient;
  private final Duration deadline;
  private final Semaphore operators = new Semaphore(MAX_AT_ONCE);
  private final Semaphore selfRegistered = new Semaphore(MAX_AT_ONCE);

  // Guarded by this.
  private @Nullable PinnedClient client;
  private boolean closed;

  public GuardedFetcher(OutboundAllowed allowed) {
    // A method reference would load Jetty's classes here.
    this(
        allowed,
        host -> List.of(InetAddress.getAllByName(host)),
        () -> new PinnedClient(),
        DEADLINE);
  }

  GuardedFetcher(
      OutboundAllowed allowed,
      Resolver resolver,
      Supplier<PinnedClient> newClient,
      Duration deadline) {
    this.allowed = allowed;
    this.deadline = deadline;
    this.resolver = resolver;
    this.newClient = newClient;
  }

  @Override
  public Fetched get(String url, Origin namedBy) {
    OutboundUrls.mistake(url)
        .ifPresent(mistake -> {
          throw new NotFetched(mistake);
        });
    URI uri = URI.create(url);
    long end = System.nanoTime() + deadline.toNanos();
    Semaphore turns = namedBy == Origin.SELF_REGISTERED ? selfRegistered : operators;
    takeTurn(turns, end);
    CompletableFuture<List<InetAddress>> addresses =
        CompletableFuture.supplyAsync(() -> addresses(uri.getHost()), THREADS);
    try {
      List<InetAddress> checked = checked(uri, await(addresses, end), namedBy);
      return answer(client().get(uri, checked), end);
    } catch (NotFetched e) {
      log.info("not fetched from {}: {}", uri.getHost(), e.reason());
      throw e;
    } finally {
      // A name that takes longer than we wait still has its thread, and keeps its turn.
      var _ = addresses.whenComplete((_, _) -> turns.release());
    }
  }

  private Fetched answer(CompletableFuture<Fetched> answer, long end) {
    try {
      return await(answer, end);
    } finally {
      answer.cancel(true);
    }
  }

  private static void takeTurn(Semaphore turns, long end) {
    try {
      if (!turns.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new NotFetched("this server fetches too much at once; try again later");
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /// The addresses of a host as the URL writes it, each with that name, which TLS asks for.
  private List<InetAddress> addresses(String host) {
    String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    try {
      List<InetAddress> addresses = new ArrayList<>();
      for (InetAddress address : resolver.resolve(name)) {
        addresses.add(InetAddress.getByAddress(name, address.getAddress()));
      }
      return addresses;
    } catch (UnknownHostException e) {
      throw new CompletionException(notAllowed());
    }
  }

  /// All of them have to be fine: who has one that is not wants to find out which one we take.
  private List<InetAddress> checked(URI uri, List<InetAddress> addresses, Origin namedBy) {
    if (addresses.isEmpty() || !addresses.stream().allMatch(a -> allowed.allows(a, namedBy))) {
      log.info("the addresses {} are not all public, or in outbound_allowed", addresses);
      throw notAllowed();
    }
    if (uri.getScheme().equalsIgnoreCase("http")
        && !addresses.stream().allMatch(a -> allowed.allowsInClear(a, namedBy))) {
      throw new NotFetched("it is http, which anybody on the way can change; use https");
    }
    return addresses;
  }

  /// The same for a name that is unknown, or strangers could find out which names are known inside.
  private static NotFetched notAllowed() {
    return new NotFetched("its host is unknown, or has an address that this server may not call");
  }

  private <T> T await(CompletableFuture<T> future, long end) {
    try {
      return future.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof NotFetched reason ? reason : new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new NotFetched("it took longer than " + deadline.toSeconds() + " s");
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static NotFetched interrupted() {
    Thread.currentThread().interrupt();
    return new NotFetched("this server was interrupted");
  }

  private synchronized PinnedClient client() {
    if (closed) {
      throw new NotFetched("this server is stopping");
    }
    PinnedClient started = client;
    if (started == null) {
      started = newClient.get();
      client = started;
    }
    return started;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (client != null) {
      client.close();
    }
  }
}
