package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mapae.client.PlayedServer.Received;
import dev.mapae.client.PlayedServer.Reply;
import dev.mapae.protocol.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A command-line program whose person stays signed in, by a sealed file.
@Timeout(60)
class KeptSignInTests {
  /// A program of its own, which says whether somebody else has the file's lock.
  private static final String TRIAL =
      """
      import java.nio.channels.FileChannel;
      import java.nio.file.Path;
      import java.nio.file.StandardOpenOption;

      class Trial {
        public static void main(String[] args) throws Exception {
          try (FileChannel lock = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
            System.exit(lock.tryLock() == null ? 3 : 4);
          }
        }
      }
      """;

  @TempDir Path folder;

  private final PlayedIssuer issuer = new PlayedIssuer();
  private final AtomicInteger signIns = new AtomicInteger();
  private Optional<IdToken> idToken = Optional.empty();
  private Path path;

  @BeforeEach
  void name_the_file() {
    path = folder.resolve("tokens");
    issuer.server.on("/token", r -> refreshed("access-2", "refresh-2"));
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  private static Reply refreshed(String access, String refresh) {
    return PlayedIssuer.tokens(Map.of("access_token", access, "refresh_token", refresh));
  }

  private Tokens signIn() {
    signIns.incrementAndGet();
    return new Tokens(
        "access-1",
        TokenType.BEARER,
        Scope.of("playlist.read"),
        Optional.of(issuer.time.instant().plusSeconds(100)),
        Optional.of("refresh-1"),
        idToken,
        List.of(Map.of("type", "payment")));
  }

  /// The program as it starts each time.
  private KeptSignIn program() {
    return program(TokenFile.of(path));
  }

  private KeptSignIn program(TokenFile file) {
    return issuer.client(new None("my-cli")).keptIn(file, this::signIn);
  }

  /// 3 where somebody has the lock of the file, 4 where nobody has.
  private int trial() {
    try {
      Path source = Files.createDirectories(folder.resolve("trial")).resolve("Trial.java");
      Files.writeString(source, TRIAL);
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      return new ProcessBuilder(java, source.toString(), path + ".lock").start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Nested
  class The_person {
    @Test
    void signs_in_once_and_not_the_next_time() {
      Tokens first = program().tokens();
      assertThat(program().tokens()).isEqualTo(first);
      assertThat(signIns).hasValue(1);
      assertThat(issuer.server.received("/token")).isEmpty();
    }

    @Test
    void is_not_asked_when_the_tokens_can_be_refreshed() {
      program().tokens();
      issuer.time.pass(Duration.ofSeconds(95));
      KeptSignIn source = program();
      assertThat(source.authorizationHeader()).isEqualTo("Bearer access-2");
      assertThat(source.authorizationHeader()).isEqualTo("Bearer access-2");
      assertThat(issuer.server.received("/token")).hasSize(1);
      assertThat(issuer.server.last("/token").form().one("refresh_token")).contains("refresh-1");
      issuer.time.pass(Duration.ofSeconds(95));
      program().tokens();
      assertThat(issuer.server.last("/token").form().one("refresh_token")).contains("refresh-2");
      assertThat(signIns).hasValue(1);
    }

    @Test
    void signs_in_again_when_the_grant_is_gone() {
      program().tokens();
      issuer.time.pass(Duration.ofSeconds(95));
      issuer.server.on("/token", r -> Reply.json(400, Map.of("error", "invalid_grant")));
      assertThat(program().authorizationHeader()).isEqualTo("Bearer access-1");
      assertThat(signIns).hasValue(2);
    }

    /// The refresh token is spent by an answer with tokens, whatever else is in it.
    @Test
    void signs_in_again_when_a_refresh_brings_what_is_of_no_use() {
      program().tokens();
      issuer.time.pass(Duration.ofSeconds(95));
      issuer.server.on("/token", r -> PlayedIssuer.tokens(Map.of("token_type", "other")));
      assertThat(program().authorizationHeader()).isEqualTo("Bearer access-1");
      assertThat(signIns).hasValue(2);
      assertThat(issuer.server.received("/token")).hasSize(1);
    }

    @Test
    void is_asked_again_after_a_sign_in_that_failed_and_the_spent_refresh_token_is_not_sent() {
      program().tokens();
      issuer.time.pass(Duration.ofSeconds(95));
      issuer.server.on("/token", r -> PlayedIssuer.tokens(Map.of("token_type", "other")));
      KeptSignIn source =
          issuer
              .client(new None("my-cli"))
              .keptIn(
                  TokenFile.of(path),
                  () -> {
                    Tokens tokens = signIn();
                    if (signIns.get() == 2) {
                      throw new ClientError.TimedOut("nobody there").exception();
                    }
                    return tokens;
                  });
      failure(ClientError.TimedOut.class, source::tokens);
      issuer.time.pass(Duration.ofSeconds(3));
      assertThat(source.authorizationHeader()).isEqualTo("Bearer access-1");
      assertThat(signIns).hasValue(3);
      assertThat(issuer.server.received("/token")).hasSize(1);
    }

    @Test
    void is_not_asked_because_the_server_is_away() {
      program().tokens();
      issuer.time.pass(Duration.ofSeconds(95));
      issuer.server.on("/token", r -> new Reply(503, Map.of(), ""));
      KeptSignIn source = program();
      failure(ClientError.Unavailable.class, source::tokens);
      // Nor is the server, as often as somebody wants a token.
      failure(ClientError.Unavailable.class, source::tokens);
      assertThat(issuer.server.received("/token")).hasSize(1);
      issuer.server.on("/token", (Received r) -> refreshed("access-2", "refresh-2"));
      issuer.time.pass(Duration.ofSeconds(3));
      assertThat(source.authorizationHeader()).isEqualTo("Bearer access-2");
      assertThat(signIns).hasValue(1);
    }

    @Test
    void gets_another_token_when_the_API_refused_this_one() {
      KeptSignIn source = program();
      source.drop(source.tokens());
      Tokens second = source.tokens();
      assertThat(second.accessToken()).isEqualTo("access-2");
      // New ones that are refused too are no cure.
      source.drop(second);
      source.tokens();
      assertThat(issuer.server.received("/token")).hasSize(1);
    }

    @Test
    void goes_on_with_a_token_that_is_still_good_while_the_server_is_away() {
      KeptSignIn source = program();
      source.tokens();
      issuer.time.pass(Duration.ofSeconds(95));
      issuer.server.on("/token", r -> new Reply(503, Map.of(), ""));
      assertThat(source.authorizationHeader()).isEqualTo("Bearer access-1");
    }

    @Test
    void is_not_asked_early_for_what_only_a_sign_in_renews() {
      KeptSignIn source =
          issuer
              .client(new None("my-cli"))
              .keptIn(TokenFile.of(path), () -> signIn().withRefreshToken(Optional.empty()));
      source.tokens();
      issuer.time.pass(Duration.ofSeconds(85));
      source.tokens();
      assertThat(signIns).hasValue(1);
      issuer.time.pass(Duration.ofSeconds(14));
      source.tokens();
      assertThat(signIns).hasValue(2);
    }

    @Test
    void is_not_asked_because_of_a_complaint_about_tokens_that_were_replaced() {
      KeptSignIn source = program();
      Tokens first = source.tokens();
      issuer.time.pass(Duration.ofSeconds(95));
      source.tokens();
      source.drop(first);
      assertThat(source.authorizationHeader()).isEqualTo("Bearer access-2");
      source.drop(source.tokens());
      issuer.server.on("/token", r -> refreshed("access-3", "refresh-3"));
      assertThat(source.authorizationHeader()).isEqualTo("Bearer access-3");
    }

    @Test
    void signs_in_again_after_signing_out() {
      program().tokens();
      TokenFile.of(path).delete();
      TokenFile.of(path).delete();
      program().tokens();
      assertThat(signIns).hasValue(2);
    }
  }

  /// A refresh token that was used is spent, and using it again ends the grant (RFC 9700 §4.14.2).
  @Nested
  class A_file_that_cannot_be_written {
    /// What stands in its place cannot be replaced.
    private void block() {
      try {
        Files.createDirectories(path.resolve("in-the-way"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Test
    void does_not_lose_what_a_sign_in_gave() throws Exception {
      block();
      KeptSignIn source = program();
      assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(source::tokens);
      assertThat(source.authorizationHeader()).isEqualTo("Bearer access-1");
      issuer.time.pass(Duration.ofSeconds(95));
      assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(source::tokens);
      assertThat(source.authorizationHeader()).isEqualTo("Bearer access-2");
      issuer.time.pass(Duration.ofSeconds(95));
      Files.delete(path.resolve("in-the-way"));
      Files.delete(path);
      issuer.server.on("/token", r -> refreshed("access-3", "refresh-3"));
      source.tokens();
      assertThat(issuer.server.received("/token"))
          .extracting(r -> r.form().required("refresh_token"))
          .containsExactly("refresh-1", "refresh-2");
      assertThat(signIns).hasValue(1);
      assertThat(program().authorizationHeader()).isEqualTo("Bearer access-3");
    }

    @Test
    void never_has_a_refresh_token_used_twice() throws Exception {
      program().tokens();
      byte[] before = Files.readAllBytes(path);
      issuer.time.pass(Duration.ofSeconds(95));
      issuer.server.on(
          "/token",
          r -> {
            assertThat(path.toFile().delete()).isTrue();
            block();
            return refreshed("access-2", "refresh-2");
          });
      KeptSignIn source = program();
      assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(source::tokens);
      assertThat(source.authorizationHeader()).isEqualTo("Bearer access-2");
      // The old one is back: a disk that was full for a while keeps what it had.
      Files.delete(path.resolve("in-the-way"));
      Files.delete(path);
      Files.write(path, before);
      issuer.server.on("/token", r -> refreshed("access-3", "refresh-3"));
      issuer.time.pass(Duration.ofSeconds(95));
      assertThat(source.authorizationHeader()).isEqualTo("Bearer access-3");
      assertThat(issuer.server.received("/token"))
          .extracting(r -> r.form().required("refresh_token"))
          .containsExactly("refresh-1", "refresh-2");
    }

    @Test
    void is_not_one_for_a_thread_that_was_interrupted_meanwhile() {
      KeptSignIn source = program();
      source.tokens();
      issuer.time.pass(Duration.ofSeconds(95));
      Thread caller = Thread.currentThread();
      issuer.server.on(
          "/token",
          r -> {
            caller.interrupt();
            return refreshed("access-2", "refresh-2");
          });
      assertThat(source.authorizationHeader()).isEqualTo("Bearer access-2");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(program().authorizationHeader()).isEqualTo("Bearer access-2");
      assertThat(issuer.server.received("/token")).hasSize(1);
    }

    @Test
    void that_was_interrupted_is_one_for_that_thread_alone() throws Exception {
      CountDownLatch asked = new CountDownLatch(1);
      KeptSignIn source = programOfSomebodySlow(asked);
      FutureTask<Tokens> first = new FutureTask<>(source::tokens);
      Thread firstThread = new Thread(first);
      firstThread.start();
      asked.await();
      FutureTask<Tokens> second = new FutureTask<>(source::tokens);
      Crowd.waiting(second);
      firstThread.interrupt();
      assertThat(second.get().accessToken()).isEqualTo("access-1");
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(first::get)
          .havingCause()
          .satisfies(why ->
              assertThat(((ClientException) why).error())
                  .isInstanceOf(ClientError.Interrupted.class));
      assertThat(signIns).hasValue(1);
    }

    /// The first time nobody is there, until the thread that waits for them is interrupted.
    private KeptSignIn programOfSomebodySlow(CountDownLatch asked) {
      return issuer
          .client(new None("my-cli"))
          .keptIn(
              TokenFile.of(path),
              () -> {
                if (asked.getCount() == 0) {
                  return signIn();
                }
                asked.countDown();
                try {
                  new CountDownLatch(1).await();
                  throw new IllegalStateException("nobody can come");
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                  throw new ClientError.Interrupted("Nobody came.").exception();
                }
              });
    }

    @Test
    void is_not_waited_for_by_a_thread_that_was_interrupted() {
      KeptSignIn source = program();
      Thread.currentThread().interrupt();
      failure(ClientError.Interrupted.class, source::tokens);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(signIns).hasValue(0);
      // Nothing failed, so nothing has to be waited for.
      assertThat(source.tokens().accessToken()).isEqualTo("access-1");
    }
  }

  @Nested
  class A_file_that_cannot_be_written_with_an_id_token extends A_file_that_cannot_be_written {
    @BeforeEach
    void ask_for_openid() {
      String serialized = PlayedIssuer.signed(issuer.claims());
      Map<String, Object> claims = Map.of("iss", issuer.issuer(), "sub", "alice");
      idToken = Optional.of(new IdToken(serialized, claims));
    }
  }

  @Nested
  class Two_programs {
    @Test
    void take_turns_whatever_process_they_are_in() throws Exception {
      AtomicInteger other = new AtomicInteger();
      issuer
          .client(new None("my-cli"))
          .keptIn(
              TokenFile.of(path),
              () -> {
                other.set(trial());
                return signIn();
              })
          .tokens();
      assertThat(other).hasValue(3);
      assertThat(trial()).isEqualTo(4);
    }

    @Test
    void never_use_a_refresh_token_twice_at_once() throws Exception {
      program().tokens();
      issuer.time.pass(Duration.ofSeconds(95));
      CountDownLatch gate = new CountDownLatch(1);
      issuer.server.on(
          "/token",
          r -> {
            Crowd.await(gate);
            return refreshed("access-2", "refresh-2");
          });
      assertThat(Crowd.ask(4, () -> program().authorizationHeader(), gate))
          .containsOnly("Bearer access-2");
      assertThat(issuer.server.received("/token")).hasSize(1);
    }

    @Test
    void never_use_a_refresh_token_twice() {
      KeptSignIn one = program();
      KeptSignIn other = program();
      one.tokens();
      other.tokens();
      issuer.time.pass(Duration.ofSeconds(95));
      assertThat(one.tokens()).isEqualTo(other.tokens());
      assertThat(issuer.server.received("/token")).hasSize(1);
    }
  }

  @Nested
  class Two_of_one_process {
    @Test
    void take_turns_too() throws Exception {
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch gate = new CountDownLatch(1);
      KeptSignIn slow =
          issuer
              .client(new None("my-cli"))
              .keptIn(
                  TokenFile.of(path),
                  () -> {
                    inside.countDown();
                    Crowd.await(gate);
                    return signIn();
                  });
      FutureTask<Tokens> first = new FutureTask<>(slow::tokens);
      FutureTask<Tokens> second = new FutureTask<>(program()::tokens);
      new Thread(first).start();
      inside.await();
      Thread waiting = new Thread(second);
      waiting.start();
      awaitWaiting(waiting);
      gate.countDown();
      assertThat(second.get()).isEqualTo(first.get());
      assertThat(signIns).hasValue(1);
    }

    private void awaitWaiting(Thread thread) {
      while (thread.isAlive()
          && thread.getState() != Thread.State.WAITING
          && thread.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }

    /// RFC 9700 §4.14.2: else another program would use the same refresh token.
    @Test
    void leave_the_turn_to_the_other_when_one_gives_up() throws Exception {
      AtomicInteger another = new AtomicInteger();
      AtomicReference<Throwable> end = new AtomicReference<>();
      issuer
          .client(new None("my-cli"))
          .keptIn(
              TokenFile.of(path),
              () -> {
                // By another spelling of the same place.
                Path same = folder.resolve("..").resolve(folder.getFileName()).resolve("tokens");
                Thread waiting = new Thread(TokenFile.of(same)::delete);
                waiting.setUncaughtExceptionHandler((thread, e) -> end.set(e));
                waiting.start();
                awaitWaiting(waiting);
                waiting.interrupt();
                join(waiting);
                another.set(trial());
                return signIn();
              })
          .tokens();
      assertThat(end.get()).isInstanceOf(ClientException.class).hasMessageContaining("Interrupted");
      assertThat(another).hasValue(3);
    }

    @Test
    void do_not_wait_for_themselves() {
      issuer
          .client(new None("my-cli"))
          .keptIn(
              TokenFile.of(path),
              () -> {
                assertThatIllegalStateException()
                    .isThrownBy(() -> TokenFile.of(path).delete())
                    .withMessageContaining("before or after the sign-in");
                return signIn();
              })
          .tokens();
      assertThat(signIns).hasValue(1);
    }

    private void join(Thread thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Nested
  class The_file {
    private String everything() throws Exception {
      StringBuilder all = new StringBuilder();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
      }
      return all.toString();
    }

    @Test
    void tells_nothing_and_is_for_its_owner_alone() throws Exception {
      program().tokens();
      assertThat(everything()).doesNotContain("access-1").doesNotContain("refresh-1");
      for (String name : List.of("tokens", "tokens.key")) {
        assertThat(
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
            .isEqualTo("rw-------");
      }
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files.map(f -> f.getFileName().toString()))
            .containsExactlyInAnyOrder("tokens", "tokens.key", "tokens.lock");
      }
    }

    @Test
    void that_is_damaged_counts_as_none() throws Exception {
      program().tokens();
      byte[] good = Files.readAllBytes(path);
      for (int at : new int[] {0, 1, 13, good.length - 1}) {
        byte[] bad = good.clone();
        bad[at] ^= 1;
        Files.write(path, bad);
        int before = signIns.get();
        program().tokens();
        assertThat(signIns).hasValue(before + 1);
      }
      for (byte[] bad : List.of(new byte[0], new byte[] {1}, new byte[2 * 1024 * 1024])) {
        Files.write(path, bad);
        int before = signIns.get();
        program().tokens();
        assertThat(signIns).hasValue(before + 1);
      }
    }

    @Test
    void of_another_client_counts_as_none() {
      program().tokens();
      issuer.client(new None("other-cli")).keptIn(TokenFile.of(path), this::mine).tokens();
      assertThat(signIns).hasValue(2);
    }

    /// RFC 9449: what is bound to a key that is gone, or to none, is of no use.
    @Test
    void of_another_key_counts_as_none() {
      SigningKey key = SigningKey.generate();
      Client client = issuer.client(new None("my-cli"));
      program().tokens();
      client.withDpop(key).keptIn(TokenFile.of(path), this::mine).tokens();
      assertThat(signIns).hasValue(2);
      client.withDpop(key).keptIn(TokenFile.of(path), this::mine).tokens();
      assertThat(signIns).hasValue(2);
      client.withDpop().keptIn(TokenFile.of(path), this::mine).tokens();
      assertThat(signIns).hasValue(3);
      program().tokens();
      assertThat(signIns).hasValue(4);
      assertThat(issuer.server.received("/token")).isEmpty();
    }

    @Test
    void whose_lock_leads_elsewhere_is_not_used() throws Exception {
      Path elsewhere = folder.resolve("elsewhere");
      Files.createSymbolicLink(folder.resolve("tokens.lock"), elsewhere);
      KeptSignIn source = program();
      assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(source::tokens);
      assertThat(elsewhere).doesNotExist();
      assertThat(signIns).hasValue(0);
    }

    private Tokens mine() {
      return signIn();
    }

    @Test
    void whose_key_others_could_read_counts_as_none() throws Exception {
      program().tokens();
      Path key = folder.resolve("tokens.key");
      byte[] before = Files.readAllBytes(key);
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
      program().tokens();
      assertThat(signIns).hasValue(2);
      assertThat(Files.readAllBytes(key)).isNotEqualTo(before);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
          .isEqualTo("rw-------");
    }

    @Test
    void may_be_sealed_with_a_key_of_the_application() throws Exception {
      SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
      program(TokenFile.of(path, key)).tokens();
      assertThat(folder.resolve("tokens.key")).doesNotExist();
      program(TokenFile.of(path, key)).tokens();
      assertThat(signIns).hasValue(1);
      byte[] other = new byte[32];
      other[0] = 1;
      program(TokenFile.of(path, new SecretKeySpec(other, "AES"))).tokens();
      assertThat(signIns).hasValue(2);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TokenFile.of(path, new SecretKeySpec(new byte[16], "AES")));
      assertThat(TokenFile.of(path, key)).hasToString("TokenFile[" + path + "]");
    }
  }
}
