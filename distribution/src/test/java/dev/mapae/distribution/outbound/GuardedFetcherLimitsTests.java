package dev.mapae.distribution.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.store.Origin;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// How long the guarded fetcher works on one document, and on how many at once.
@Tag("socket")
class GuardedFetcherLimitsTests extends FetcherTests {
  private static final Duration SHORT = Duration.ofSeconds(1);

  /// The first handshakes load much, which is not what is measured.
  private void warm(GuardedFetcher fetcher) {
    names.put("keys.example.com", List.of("127.0.0.1"));
    server.answers(AnsweringServer.json("{}"));
    for (int i = 0; i < 10; i++) {
      try {
        fetcher.get(url(), DocumentType.JSON, Origin.DECLARED);
        return;
      } catch (NotFetched e) {
        assertThat(e.reason()).startsWith("it took longer");
      }
    }
  }

  @Nested
  class Time {
    private final GuardedFetcher hurried =
        fetcher(allowed("127.0.0.0/8"), host -> resolve(host), SHORT);

    @BeforeEach
    void begin() {
      warm(hurried);
    }

    @Test
    void ends_for_an_answer_that_never_begins() throws Exception {
      CountDownLatch end = new CountDownLatch(1);
      server.answers(out -> end.await());
      assertThat(refusal(hurried, url())).isEqualTo("it took longer than 1 s");
      end.countDown();
    }

    @Test
    void ends_for_an_answer_that_comes_byte_by_byte() throws Exception {
      CountDownLatch end = new CountDownLatch(1);
      server.answers(out -> {
        AnsweringServer.text(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n")
            .write(out);
        while (!end.await(50, TimeUnit.MILLISECONDS)) {
          out.write(' ');
          out.flush();
        }
      });
      assertThat(refusal(hurried, url())).isEqualTo("it took longer than 1 s");
      end.countDown();
    }

    @Test
    void ends_for_a_name_that_is_not_resolved() {
      GuardedFetcher fetcher =
          fetcher(OutboundAllowed.NONE, host -> new CompletableFuture<>(), SHORT);
      assertThat(refusal(fetcher, url())).isEqualTo("it took longer than 1 s");
    }

    @Test
    void does_not_pass_while_the_client_starts() throws Exception {
      CountDownLatch starting = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      Duration deadline = SHORT.multipliedBy(3);
      GuardedFetcher fetcher =
          fetcher(
              allowed("127.0.0.0/8"),
              host -> host.equals("slow.example.com") ? new CompletableFuture<>() : resolve(host),
              () -> {
                starting.countDown();
                await(end);
                return trusting();
              },
              deadline);
      try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<Fetched> first =
            executor.submit(() -> fetcher.get(url(), DocumentType.JSON, Origin.DECLARED));
        await(starting);
        // As long as a fetch may take.
        assertThat(refusal(fetcher, "https://slow.example.com/"))
            .isEqualTo("it took longer than 3 s");
        end.countDown();
        assertThat(text(first.get())).isEqualTo("{}");
      }
    }

    /// It may come about when nobody waits for it any longer, and then its peer says something now
    /// and then.
    @Test
    void ends_for_a_connection_however_busy_its_peer_keeps_it() throws Exception {
      CountDownLatch cut = new CountDownLatch(1);
      try (AnsweringServer busy = AnsweringServer.overHttp();
          PinnedClient client = new PinnedClient(Optional.empty(), SHORT)) {
        busy.speaksFirst(out -> drip(out, cut));
        URI uri = URI.create("https://127.0.0.1:" + busy.port() + "/");
        List<InetAddress> here = List.of(InetAddress.ofLiteral("127.0.0.1"));
        assertThatThrownBy(
                () -> client.get(uri, DocumentType.JSON, here, Deadline.in(Duration.ZERO)))
            .isInstanceOf(NotFetched.class);
        await(cut);
      }
    }

    /// Begins a long record of TLS, and goes on with it.
    private static void drip(OutputStream out, CountDownLatch cut) throws Exception {
      try {
        out.write(new byte[] {22, 3, 3, 0x3f, 0, 2, 0, 0x3e, (byte) 0xfc});
        while (!cut.await(50, TimeUnit.MILLISECONDS)) {
          out.write(3);
          out.flush();
        }
      } finally {
        cut.countDown();
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Nested
  class So_many_at_once {
    private static final String TOO_MUCH = "this server fetches too much at once; try again later";

    /// Of the names that are slow, until they are known to be unknown.
    private final CompletableFuture<List<InetAddress>> slow = new CompletableFuture<>();

    private final AtomicInteger begun = new AtomicInteger();

    private GuardedFetcher fetcherWithin(Duration deadline, CountDownLatch asked) {
      Resolver resolver =
          host -> {
            if (host.startsWith("slow")) {
              begun.incrementAndGet();
              asked.countDown();
              return slow;
            }
            return resolve(host);
          };
      GuardedFetcher fetcher = fetcher(allowed("127.0.0.0/8"), resolver, deadline);
      warm(fetcher);
      return fetcher;
    }

    @Test
    void are_bounded_and_those_who_registered_themselves_crowd_out_only_their_like()
        throws Exception {
      CountDownLatch asked = new CountDownLatch(Turns.AT_ONCE);
      GuardedFetcher fetcher = fetcherWithin(Duration.ofSeconds(3), asked);
      try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<String>> results = new ArrayList<>();
        for (int i = 0; i < Turns.AT_ONCE; i++) {
          String url = "https://slow-" + i + ".example.com/";
          results.add(many.submit(() -> refusal(fetcher, url, Origin.SELF_REGISTERED)));
        }
        await(asked);
        assertThat(text(fetcher.get(url(), DocumentType.JSON, Origin.DECLARED))).isEqualTo("{}");
        for (Future<String> result : results) {
          assertThat(result.get()).isEqualTo("its host gave no whole answer over HTTPS within 3 s");
        }
        // Nobody waits for them, and yet they are still there.
        assertThat(refusal(fetcher, "https://a.example.com/", Origin.SELF_REGISTERED))
            .isEqualTo(TOO_MUCH);
        slow.complete(List.of());
        names.put("a.example.com", List.of("10.0.0.1"));
        assertThat(refusal(fetcher, "https://a.example.com/", Origin.SELF_REGISTERED))
            .isEqualTo(NOT_ALLOWED);
      }
    }

    @Test
    void are_few_at_one_host_however_its_name_is_written() throws Exception {
      CountDownLatch asked = new CountDownLatch(Turns.AT_ONE_HOST);
      GuardedFetcher fetcher = fetcherWithin(Duration.ofSeconds(3), asked);
      try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<String>> results = new ArrayList<>();
        for (int i = 0; i < Turns.AT_ONCE; i++) {
          String url = "https://slow." + (i % 2 == 0 ? "EXAMPLE" : "example") + ".com/";
          results.add(many.submit(() -> refusal(fetcher, url)));
        }
        await(asked);
        assertThat(text(fetcher.get(url(), DocumentType.JSON, Origin.DECLARED))).isEqualTo("{}");
        List<String> refusals = new ArrayList<>();
        for (Future<String> result : results) {
          refusals.add(result.get());
        }
        assertThat(begun).hasValue(Turns.AT_ONE_HOST);
        assertThat(refusals).filteredOn(TOO_MUCH::equals).hasSize(Turns.AT_ONCE - 2);
      }
    }

    /// When the wait for an answer would be over.
    private static final class Timed extends CompletableFuture<List<InetAddress>> {
      private final CompletableFuture<Long> end;

      Timed(CompletableFuture<Long> end) {
        this.end = end;
      }

      @Override
      public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>() {
          @Override
          public U get(long timeout, TimeUnit unit) {
            end.complete(System.nanoTime() + unit.toNanos(timeout));
            throw new NotFetched("enough is known");
          }
        };
      }
    }

    /// Otherwise a host would rest for what others filled its turns with.
    @Test
    void cost_a_host_nothing_of_its_own_time() throws Exception {
      CountDownLatch asked = new CountDownLatch(Turns.AT_ONE_HOST);
      CompletableFuture<Long> end = new CompletableFuture<>();
      AtomicInteger asking = new AtomicInteger();
      Resolver resolver =
          host -> {
            asked.countDown();
            return asking.getAndIncrement() < Turns.AT_ONE_HOST ? slow : new Timed(end);
          };
      GuardedFetcher fetcher = fetcher(OutboundAllowed.NONE, resolver, LONG);
      try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < Turns.AT_ONE_HOST; i++) {
          var _ = many.submit(() -> refusal(fetcher, "https://slow.example.com/"));
        }
        await(asked);
        Thread waiting =
            Thread.ofPlatform().start(() -> refusal(fetcher, "https://slow.example.com/"));
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
          Thread.onSpinWait();
        }
        long had = System.nanoTime();
        slow.complete(List.of());
        assertThat(end.get() - had).isGreaterThanOrEqualTo(LONG.toNanos());
        waiting.join();
      }
    }

    @Test
    void have_so_many_behind_them_and_no_more() throws Exception {
      CountDownLatch asked = new CountDownLatch(Turns.AT_ONE_HOST);
      GuardedFetcher fetcher = fetcherWithin(LONG, asked);
      try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
        CompletionService<String> all = new ExecutorCompletionService<>(executor);
        for (int i = 0; i < Turns.MAX_PRESENT + 10; i++) {
          all.submit(() -> refusal(fetcher, "https://slow.example.com/"));
        }
        for (int i = 0; i < 10; i++) {
          assertThat(all.take().get()).isEqualTo(TOO_MUCH);
        }
        await(asked);
        slow.complete(List.of());
        for (int i = 0; i < Turns.MAX_PRESENT; i++) {
          assertThat(all.take().get()).isEqualTo(NOT_ALLOWED);
        }
      }
    }

    @Test
    void know_nothing_of_a_host_when_something_is_wrong_here() {
      GuardedFetcher fetcher =
          fetcher(
              allowed("127.0.0.0/8"),
              host -> resolve(host),
              () -> {
                throw new IllegalStateException("no client");
              },
              LONG);
      assertThatThrownBy(() -> fetcher.get(url(), DocumentType.JSON, Origin.DECLARED))
          .isInstanceOfSatisfying(
              NotFetched.class, e -> assertThat(e.liesIn(NotFetched.Cause.THIS_SERVER)).isTrue());
    }

    /// `unable to create native thread` is an [OutOfMemoryError].
    @Test
    void are_not_fewer_after_a_thread_was_not_to_be_had() {
      AtomicInteger threads = new AtomicInteger(-Turns.AT_ONCE);
      Resolver resolver =
          host -> {
            if (threads.getAndIncrement() < 0) {
              throw new OutOfMemoryError("unable to create native thread");
            }
            return resolve(host);
          };
      GuardedFetcher fetcher = fetcher(allowed("127.0.0.0/8"), resolver, LONG);
      for (int i = 0; i < Turns.AT_ONCE; i++) {
        assertThat(refusal(fetcher, url())).isEqualTo("this server is overloaded; try again later");
      }
      assertThat(text(fetcher.get(url(), DocumentType.JSON, Origin.DECLARED))).isEqualTo("{}");
    }
  }
}
