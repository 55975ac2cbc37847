package dev.mapae.distribution.nodes;

import dev.mapae.distribution.Unanswered;
import dev.mapae.resourceserver.ResourceServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/// A person with the clients they use: does this and that at random, one after another, and keeps
/// what was acknowledged.
final class Actor {
  /// How many of each kind somebody remembers to do something with.
  private static final int RECENT = 20;

  private final Random random;
  private final Strike strike;
  private final Tally tally;
  private final List<Login> logins = new ArrayList<>();
  private final List<Life> lives = new ArrayList<>();
  private final List<OwnToken> ownTokens = new ArrayList<>();
  private Optional<Again> again = Optional.empty();

  /// What is to be sent once more, as no answer came.
  private record Again(Step step, Doing<Site> request) {}

  @FunctionalInterface
  private interface Doing<T> {
    void with(T it) throws IOException, InterruptedException;
  }

  Actor(Random random, Strike strike, Tally tally) {
    this.random = random;
    this.strike = strike;
    this.tally = tally;
  }

  /// Sends one request; the last one again, if no answer came to it.
  void act(Site site) throws IOException, InterruptedException {
    if (again.isPresent()) {
      sendAgain(site);
    } else if (logins.isEmpty() || logins.getLast().hasEnded()) {
      send(site, Step.SIGN_IN, s -> logins.add(Login.at(s)));
    } else {
      act(site, logins.getLast());
    }
  }

  private void act(Site site, Login login) throws IOException, InterruptedException {
    // Each as often as it has numbers.
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4 -> {
        App app = one(List.of(App.values()));
        Wish wish = one(List.of(Wish.values()));
        send(site, Step.APPROVE, s -> lives.add(login.approve(s, app, wish)));
      }
      case 5, 6, 7, 8 ->
          any(lives, Life::isOpen, l -> send(site, Step.REDEEM, l::redeem, l::redeemAgain));
      case 9, 10, 11, 12 ->
          any(
              lives,
              Life::isRefreshable,
              l -> send(site, Step.REFRESH, l::refresh, l::refreshAgain));
      case 13, 14 -> any(lives, Life::isActive, l -> send(site, Step.INTROSPECT, l::introspect));
      case 15 -> any(lives, Life::isActive, l -> send(site, Step.REVOKE, l::revoke));
      case 16 -> any(ownTokens, OwnToken::isActive, t -> send(site, Step.REVOKE, t::revoke));
      case 17, 18 ->
          send(site, Step.CLIENT_CREDENTIALS, s -> ownTokens.add(OwnToken.of(App.HASTY, s)));
      default -> send(site, Step.SIGN_OUT, s -> signOut(login, s));
    }
  }

  private void signOut(Login login, Site site) throws IOException, InterruptedException {
    login.signOut(site);
    lives.stream().filter(life -> life.endsWith(login)).forEach(Life::end);
  }

  private <T> void any(List<T> all, Predicate<T> which, Doing<T> doing)
      throws IOException, InterruptedException {
    List<T> some = newest(all, RECENT).stream().filter(which).toList();
    if (!some.isEmpty()) {
      doing.with(one(some));
    }
  }

  private <T> T one(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  private static <T> List<T> newest(List<T> all, int count) {
    return all.subList(Math.max(0, all.size() - count), all.size());
  }

  private void send(Site site, Step step, Doing<Site> request)
      throws IOException, InterruptedException {
    send(site, step, request, request);
  }

  private void send(Site site, Step step, Doing<Site> request, Doing<Site> again)
      throws IOException, InterruptedException {
    Strike.Phase begun = strike.phase();
    try {
      request.with(site);
      tally.answered(step);
    } catch (Unanswered e) {
      strike.excuse(begun, step, e);
      tally.unanswered(step);
      this.again = Optional.of(new Again(step, again));
    }
  }

  private void sendAgain(Site site) throws IOException, InterruptedException {
    Again last = again.orElseThrow();
    again = Optional.empty();
    send(site, last.step(), last.request());
  }

  /// Sends again what was not answered, and checks what was acknowledged.
  ///
  /// @param newest how many of each kind, beginning with the newest
  void check(Site site, ResourceServer api, int newest) throws IOException, InterruptedException {
    if (again.isPresent()) {
      sendAgain(site);
    }
    for (Login login : newest(logins, newest)) {
      login.check(site);
    }
    for (Life life : newest(lives, newest)) {
      life.check(site, api, random);
    }
    for (OwnToken token : newest(ownTokens, newest)) {
      token.check(site, api);
    }
  }
}
