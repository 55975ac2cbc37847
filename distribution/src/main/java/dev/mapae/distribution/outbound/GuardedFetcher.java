package dev.mapae.distribution.outbound;

import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.outbound.OutboundUrls;
import dev.mapae.authorizationserver.outbound.Question;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.protocol.Parameters;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
/// - Five seconds from the first step to the last byte, 64 KiB, and so many at once, few of them at
///   one host. Whoever has to wait for the others does so for five seconds more at most.
///
/// The HTTP client starts with the first fetch, so that a server that fetches nothing never has it.
public final class GuardedFetcher implements Fetcher, AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(GuardedFetcher.class);

  private final OutboundAllowed allowed;
  private final Resolver resolver;
  private final Supplier<PinnedClient> newClient;
  private final Duration longest;
  private final Turns operatorTurns = new Turns();

  /// Clients that registered themselves may crowd out only their like.
  private final Turns selfRegisteredTurns = new Turns();

  // Guarded by this.
  private @Nullable PinnedClient client;
  private boolean closed;

  public GuardedFetcher(OutboundAllowed allowed) {
    // A method reference would load Jetty's classes here.
    this(allowed, Resolver::ofJava, () -> new PinnedClient(), LONGEST);
  }

  GuardedFetcher(
      OutboundAllowed allowed,
      Resolver resolver,
      Supplier<PinnedClient> newClient,
      Duration longest) {
    this.allowed = allowed;
    this.longest = longest;
    this.resolver = resolver;
    this.newClient = newClient;
  }

  /// What is asked over a connection to addresses that were checked.
  @FunctionalInterface
  private interface Call<T> {
    T by(PinnedClient client, List<InetAddress> addresses, Deadline deadline);
  }

  @Override
  public Fetched get(String url, DocumentType type, Origin namedBy) {
    URI uri = OutboundUrls.parse(url);
    return guarded(
        uri, namedBy, (by, addresses, deadline) -> by.get(uri, type, addresses, deadline));
  }

  @Override
  public int post(String url, Parameters form, Origin namedBy) {
    URI uri = OutboundUrls.parse(url);
    return guarded(
        uri, namedBy, (by, addresses, deadline) -> by.post(uri, form, addresses, deadline));
  }

  @Override
  public Fetched ask(Question question) {
    URI uri = OutboundUrls.parse(question.url());
    return guarded(
        uri,
        Origin.DECLARED,
        (by, addresses, deadline) -> by.ask(uri, question, addresses, deadline));
  }

  private <T> T guarded(URI uri, Origin namedBy, Call<T> call) {
    try {
      return called(uri, namedBy, call);
    } catch (NotFetched e) {
      log.info("not fetched from {}: {}", uri.getHost(), e.reason());
      throw told(e, namedBy);
    } catch (RuntimeException | OutOfMemoryError e) {
      log.warn("not fetched from {}", uri.getHost(), e);
      throw new NotFetched(NotFetched.Cause.THIS_SERVER, "this server could not ask for it");
    }
  }

  /// What strangers are told: no more than that nobody answers, or they could find out here which
  /// ports are open elsewhere.
  private NotFetched told(NotFetched known, Origin namedBy) {
    return namedBy == Origin.SELF_REGISTERED && known.liesIn(NotFetched.Cause.CONNECTION)
        ? new NotFetched(
            NotFetched.Cause.CONNECTION,
            "its host gave no whole answer over HTTPS within " + longest.toSeconds() + " s")
        : known;
  }

  private <T> T called(URI uri, Origin namedBy, Call<T> call) {
    Turns turns = namedBy == Origin.SELF_REGISTERED ? selfRegisteredTurns : operatorTurns;
    Runnable giveBack = turns.take(uri.getHost(), Deadline.in(longest));
    // Only now, or a host would be blamed for the time that others took.
    Deadline deadline = Deadline.in(longest);
    CompletableFuture<List<InetAddress>> addresses = addresses(uri.getHost());
    try {
      List<InetAddress> checked = checked(uri, deadline.await(addresses), namedBy);
      long starting = System.nanoTime();
      PinnedClient started = client();
      return call.by(started, checked, deadline.laterBy(System.nanoTime() - starting));
    } finally {
      // A name that takes longer than we wait still has its thread, and keeps its turn.
      var _ = addresses.whenComplete((_, _) -> giveBack.run());
    }
  }

  /// The addresses of a host as the URL writes it, each with that name, which TLS asks for.
  private CompletableFuture<List<InetAddress>> addresses(String host) {
    String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    try {
      return resolver
          .resolve(name)
          .thenApply(found -> found.stream().map(address -> named(name, address)).toList());
    } catch (Throwable e) {
      // Mostly that there is no thread to be had. Whoever has a turn gives it back.
      log.warn("cannot resolve {}", name, e);
      return CompletableFuture.failedFuture(
          new NotFetched(
              NotFetched.Cause.THIS_SERVER, "this server is overloaded; try again later"));
    }
  }

  private static InetAddress named(String name, InetAddress address) {
    try {
      return InetAddress.getByAddress(name, address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of another length", e);
    }
  }

  /// All of them have to be fine: who has one that is not wants to find out which one we take.
  private List<InetAddress> checked(URI uri, List<InetAddress> addresses, Origin namedBy) {
    if (addresses.isEmpty() || !addresses.stream().allMatch(a -> allowed.allows(a, namedBy))) {
      log.info(
          "the {} addresses {} … are not all public, or in outbound_allowed",
          addresses.size(),
          addresses.stream().limit(PinnedClient.MAX_ADDRESSES).toList());
      throw notAllowed(addresses.isEmpty(), namedBy);
    }
    if (uri.getScheme().equalsIgnoreCase("http")
        && !addresses.stream().allMatch(a -> allowed.allowsInClear(a, namedBy))) {
      throw OutboundUrls.inClear();
    }
    return addresses;
  }

  /// The same for a name that is unknown, or strangers could find out which names are known inside.
  /// What the operator named is theirs to mend, or to allow, and no time does that.
  private static NotFetched notAllowed(boolean unknown, Origin namedBy) {
    return new NotFetched(
        unknown || namedBy == Origin.SELF_REGISTERED
            ? NotFetched.Cause.HOST
            : NotFetched.Cause.DOCUMENT,
        "its host is unknown, or has an address that this server may not call");
  }

  private synchronized PinnedClient client() {
    if (closed) {
      throw new NotFetched(NotFetched.Cause.THIS_SERVER, "this server is stopping");
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
