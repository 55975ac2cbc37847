package dev.mapae.distribution.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Sixty-four who do the same thing at the same moment, spread over all nodes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Races {
  private static final int RUNNERS = 64;
  private static final int FEW = 12;
  private static final int MANY = 1_000;

  private final Engine engine;
  private final ExecutorService threads = Executors.newFixedThreadPool(RUNNERS);
  private final List<Site> sites = new ArrayList<>();
  private Optional<Nodes> nodes = Optional.empty();

  Races(Engine engine) {
    this.engine = engine;
  }

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    Nodes started = new Nodes(folder, engine);
    nodes = Optional.of(started);
    for (int i = 0; i < engine.nodes(); i++) {
      sites.add(started.site(started.start()));
    }
  }

  @AfterAll
  void stop() {
    nodes.ifPresent(Nodes::close);
    threads.close();
  }

  @FunctionalInterface
  private interface Runner<T> {
    T run(int number, Site site) throws IOException, InterruptedException;
  }

  /// Lets all start together, each at the node whose turn it is.
  private <T> List<T> race(Runner<T> runner) throws Exception {
    CyclicBarrier start = new CyclicBarrier(RUNNERS);
    List<Callable<T>> runs = new ArrayList<>();
    for (int i = 0; i < RUNNERS; i++) {
      int number = i;
      runs.add(() -> {
        start.await();
        return runner.run(number, sites.get(number % sites.size()));
      });
    }
    List<T> results = new ArrayList<>();
    for (Future<T> future : threads.invokeAll(runs)) {
      results.add(future.get());
    }
    return results;
  }

  @FunctionalInterface
  private interface Round {
    void run(Login login) throws Exception;
  }

  private void rounds(int count, Round round) throws Exception {
    Login login = Login.at(sites.getFirst());
    for (int i = 0; i < count; i++) {
      round.run(login);
    }
  }

  private Life redeemed(Login login, App app) throws Exception {
    Life life = login.approve(sites.getFirst(), app, Wish.WHILE_AWAY);
    life.redeem(sites.getFirst());
    return life;
  }

  /// Nobody but one gets tokens, and the others were replays: on every node it is over.
  private void assertOneWon(Life life, List<Answer> answers) throws Exception {
    List<Answer> winners = answers.stream().filter(answer -> answer.status() == 200).toList();
    assertThat(winners).hasSize(1);
    assertThat(answers).filteredOn(Answer::isInvalidGrant).hasSize(RUNNERS - 1);
    life.take(winners.getFirst());
    life.end();
    for (Site site : sites) {
      life.checkEnd(site);
    }
  }

  private void code(Login login) throws Exception {
    Life life = login.approve(sites.getFirst(), App.HASTY, Wish.WHILE_AWAY);
    assertOneWon(life, race((number, site) -> life.bringCode(site)));
  }

  private void refreshToken(Login login) throws Exception {
    Life life = redeemed(login, App.HASTY);
    assertOneWon(life, race((number, site) -> life.bringRefreshToken(site)));
  }

  private void forgivenRefreshToken(Login login) throws Exception {
    Life life = redeemed(login, App.PATIENT);
    List<Answer> answers = race((number, site) -> life.bringRefreshToken(site));
    assertThat(answers).allMatch(answer -> answer.status() == 200);
    assertThat(answers.stream().map(answer -> answer.text("refresh_token")).distinct()).hasSize(1);
    life.take(answers.getFirst());
    for (Site site : sites) {
      life.refresh(site);
    }
  }

  private void revocation(Login login) throws Exception {
    Life life = redeemed(login, App.PATIENT);
    race((number, site) -> {
      if (number == RUNNERS / 2) {
        life.revoke(site);
        return 200;
      }
      return life.bringRefreshToken(site).status();
    });
    for (Site site : sites) {
      life.checkEnd(site);
    }
  }

  private void signOut() throws Exception {
    Login login = Login.at(sites.getFirst());
    List<Optional<Life>> approved =
        race((number, site) -> {
          if (number == RUNNERS / 2) {
            login.signOut(site);
            return Optional.empty();
          }
          return login.tryToApprove(site, App.HASTY, Wish.WHILE_SIGNED_IN);
        });
    for (Life life : approved.stream().flatMap(Optional::stream).toList()) {
      life.bringCode(sites.getLast()).expectInvalidGrant();
    }
  }

  @Test
  @Timeout(120)
  void one_redeems_a_code_and_the_others_end_its_grant() throws Exception {
    rounds(FEW, this::code);
  }

  @Test
  @Timeout(120)
  void one_uses_a_refresh_token_and_the_others_end_its_grant() throws Exception {
    rounds(FEW, this::refreshToken);
  }

  @Test
  @Timeout(120)
  void all_get_the_same_successor_where_that_is_forgiven() throws Exception {
    rounds(FEW, this::forgivenRefreshToken);
  }

  @Test
  @Timeout(120)
  void nobody_overtakes_a_revocation() throws Exception {
    rounds(FEW, this::revocation);
  }

  @Test
  @Timeout(120)
  void nobody_overtakes_a_sign_out() throws Exception {
    rounds(FEW, login -> signOut());
  }

  @Test
  @Tag("long")
  @Timeout(3600)
  void all_this_holds_for_thousands_of_rounds() throws Exception {
    rounds(MANY, this::code);
    rounds(MANY, this::refreshToken);
    rounds(MANY, this::forgivenRefreshToken);
    rounds(MANY, this::revocation);
    rounds(MANY, login -> signOut());
  }
}
