package dev.mapae.authorizationserver.life;

import dev.mapae.authorizationserver.life.Course.Position;
import dev.mapae.authorizationserver.life.Exchange.Kind;
import dev.mapae.authorizationserver.life.Explorer.State;
import dev.mapae.authorizationserver.life.Standings.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What must hold at every moment of every grant's life.
///
/// It is judged by what was asked and answered, by the rows, and by what the nodes say of each code
/// and token.
final class GrantPromises implements Explorer.Invariants {
  private final Scene scene;
  private final World world;
  private final Standings standings;
  private final Set<Moment> kept = new HashSet<>();

  GrantPromises(Scene scene, World world, Standings standings) {
    this.scene = scene;
    this.world = world;
    this.standings = standings;
  }

  /// A state without what nobody can see of it: between which steps the actors are.
  private record Moment(int world, List<Journal> journals, boolean isEnd) {
    static Moment of(State state) {
      return new Moment(state.world(), state.journals(), state.isEnd());
    }
  }

  @Override
  public void in(State state) {
    Moment now = Moment.of(state);
    if (!kept.add(now)) {
      return;
    }
    List<Exchange> exchanges = exchanges(now);
    exchanges.stream().filter(Exchange::isAnswered).forEach(this::the_answer_is_documented);
    exchanges.forEach(this::a_refused_request_changes_nothing);
    for (GrantStory grant : GrantStory.of(exchanges, world)) {
      each_handle_is_good_for_tokens_once(grant);
      no_handle_is_good_for_longer_than_the_grace(grant, now);
      what_ended_stays_ended(grant, now);
      what_nothing_ended_works(grant, now);
      if (now.isEnd()) {
        one_of_the_racers_wins(grant);
      }
    }
    no_grant_outlives_the_session_that_it_ends_with(now);
  }

  /// The sweeper takes nothing that is good.
  @Override
  public void between(State before, State after, Position mover) {
    if (before.world() == after.world() || !mover.journal.exchanges.getLast().is(Kind.SWEEP)) {
      return;
    }
    for (GrantStory grant : GrantStory.of(exchanges(Moment.of(before)), world)) {
      for (Token token : grant.issued()) {
        require(
            standing(grant, token, before.world()).equals(standing(grant, token, after.world())),
            () -> "the sweeper took what was good: " + token);
      }
    }
  }

  private List<Exchange> exchanges(Moment now) {
    List<Exchange> all = new ArrayList<>(scene.before());
    now.journals().forEach(journal -> all.addAll(journal.exchanges));
    return all;
  }

  private void the_answer_is_documented(Exchange exchange) {
    Set<String> documented =
        switch (exchange.kind()) {
          case PRESENT -> Set.of("200", "400 invalid_grant");
          // 200 is for revoking what is not there any more (RFC 7009 §2.2).
          case INTRUDE ->
              Set.of("400 invalid_grant", "400 invalid_scope", "400 invalid_request", "200");
          case REVOKE, SWEEP, PASS_TIME -> Set.of("200");
          case SIGN_OUT -> Set.of("200", "400");
          case ALLOW, SIGN_IN -> Set.of("303", "200", "400");
        };
    require(
        documented.contains(exchange.answer().orElseThrow().toString()),
        () -> "this is not a documented answer: " + exchange);
  }

  private void a_refused_request_changes_nothing(Exchange exchange) {
    boolean mayChange =
        switch (exchange.kind()) {
          case PRESENT -> !exchange.isAnswered() || exchange.gotTokens() || exchange.wasReplay();
          case INTRUDE -> false;
          case REVOKE, SWEEP, PASS_TIME, SIGN_OUT, ALLOW, SIGN_IN -> true;
        };
    require(
        mayChange || !(exchange.changed() || exchange.gotTokens()),
        () -> "this should have come to nothing: " + exchange);
  }

  private void each_handle_is_good_for_tokens_once(GrantStory grant) {
    for (Token handle : grant.handles()) {
      List<Exchange> successes =
          grant.presentations(handle).stream().filter(Exchange::gotTokens).toList();
      boolean sameSuccessor =
          successes.stream().map(e -> e.got("refresh_token")).distinct().count() == 1;
      require(
          successes.size() <= 1 || (grant.isForgivable(handle) && sameSuccessor),
          () -> handle + " was good for tokens more than once: " + successes);
    }
  }

  /// What each actor did has an order, and so it shows how long something was forgiven.
  private void no_handle_is_good_for_longer_than_the_grace(GrantStory grant, Moment now) {
    for (Journal journal : now.journals()) {
      List<Exchange> inOrder = new ArrayList<>(scene.before());
      inOrder.addAll(journal.exchanges);
      int latest = -1;
      Duration sinceUse = Duration.ZERO;
      for (Exchange exchange : inOrder) {
        if (exchange.is(Kind.PASS_TIME)) {
          sinceUse = sinceUse.plus(Duration.parse(exchange.about()));
        }
        if (exchange.is(Kind.PRESENT) && exchange.isOf(grant.id()) && exchange.gotTokens()) {
          Token handle = exchange.presented().orElseThrow();
          boolean inTime = sinceUse.compareTo(grant.grace()) < 0;
          require(
              handle.generation() > latest || (handle.generation() == latest && inTime),
              () -> handle + " was good for tokens for too long");
          sinceUse = handle.generation() > latest ? Duration.ZERO : sinceUse;
          latest = handle.generation();
        }
      }
    }
  }

  private void what_ended_stays_ended(GrantStory grant, Moment now) {
    Optional<String> end =
        grant.exchanges().stream()
            .filter(e -> saysItEnded(e, grant, now))
            .map(Exchange::toString)
            .findFirst()
            .or(() -> cameAgain(grant));
    if (end.isPresent()) {
      for (Token token : grant.issued()) {
        require(
            standing(grant, token, now.world()).isDead(),
            () -> token + " is good although its grant has ended: " + end.get());
      }
    }
  }

  private boolean saysItEnded(Exchange exchange, GrantStory grant, Moment now) {
    return switch (exchange.kind()) {
      case PRESENT -> exchange.isOf(grant.id()) && exchange.wasReplay();
      case REVOKE ->
          exchange.isOf(grant.id())
              && exchange.isAnswered()
              // To revoke what has expired is to do nothing.
              && (exchange.changed() || isYoung(exchange.presented().orElseThrow(), now));
      case SIGN_OUT ->
          exchange.answer().filter(a -> a.status() == 200).isPresent()
              && exchange.presented().map(Token::row).equals(grant.session());
      case INTRUDE, ALLOW, SIGN_IN, SWEEP, PASS_TIME -> false;
    };
  }

  /// A handle that its own client was answered about more than once, where nothing is forgiven.
  private static Optional<String> cameAgain(GrantStory grant) {
    for (Token handle : grant.handles()) {
      List<Exchange> answered =
          grant.presentations(handle).stream()
              .filter(e -> e.isAnswered() && !e.wasTooLate())
              .toList();
      boolean forgiven =
          grant.isForgivable(handle) && answered.stream().allMatch(Exchange::gotTokens);
      if (answered.size() > 1 && !forgiven) {
        return Optional.of(handle + " came again");
      }
    }
    return Optional.empty();
  }

  private void what_nothing_ended_works(GrantStory grant, Moment now) {
    if (mayHaveEnded(grant, now)) {
      return;
    }
    for (Token token : grant.issued()) {
      boolean spent = token.isHandle() && grant.hasBegun(token.generation());
      require(
          spent || !isYoung(token, now) || standing(grant, token, now.world()).isGood(),
          () -> token + " does not work although nothing ended its grant");
    }
  }

  /// Whether something has begun that may end the grant.
  private boolean mayHaveEnded(GrantStory grant, Moment now) {
    boolean deliberately =
        grant.exchanges().stream()
            .filter(Exchange::begun)
            .anyMatch(e ->
                switch (e.kind()) {
                  case REVOKE -> e.isOf(grant.id());
                  case SIGN_OUT -> grant.session().isPresent();
                  // Whoever else signs in in the same browser ends the session of before.
                  case SIGN_IN -> grant.session().isPresent() && !e.about().equals("alice");
                  case PRESENT, INTRUDE, ALLOW, SWEEP, PASS_TIME -> false;
                });
    return deliberately
        || grant.handles().stream().anyMatch(handle -> mayBeReplayed(handle, grant, now));
  }

  private boolean mayBeReplayed(Token handle, GrantStory grant, Moment now) {
    boolean forgiven =
        grant.isForgivable(handle)
            && !grant.hasBegun(handle.generation() + 1)
            && passed(now).compareTo(grant.grace()) < 0;
    return !forgiven && grant.presentations(handle).stream().filter(Exchange::begun).count() > 1;
  }

  /// Where nothing else can end the grant, and no older handle of it comes again.
  private void one_of_the_racers_wins(GrantStory grant) {
    boolean othersEndIt =
        grant.exchanges().stream()
            .anyMatch(e ->
                switch (e.kind()) {
                  case REVOKE, SIGN_OUT, SIGN_IN, PASS_TIME -> true;
                  case PRESENT, INTRUDE, ALLOW, SWEEP -> false;
                });
    boolean olderCameAgain = false;
    for (Token handle : grant.handles()) {
      List<Exchange> racers = grant.presentations(handle);
      require(
          othersEndIt
              || olderCameAgain
              || racers.isEmpty()
              || racers.stream().anyMatch(Exchange::gotTokens),
          () -> "nobody got tokens for " + handle);
      olderCameAgain |= racers.size() > 1;
    }
  }

  private void no_grant_outlives_the_session_that_it_ends_with(Moment moment) {
    World.Condition now = world.condition(moment.world());
    Set<Object> sessions =
        now.rows("sessions").stream().map(row -> row.get("id")).collect(Collectors.toSet());
    for (Map<String, Object> grant : now.rows("grants")) {
      String session = (String) grant.get("session_id");
      // What was given in a session that expired lasts as long as any grant.
      require(
          !World.isSet(grant.get("ends_with_session"))
              || sessions.contains(session)
              || !now.time().isBefore(World.end(world.row("sessions", session))),
          () -> "a grant is left of a session that was ended");
    }
  }

  private Standing standing(GrantStory grant, Token token, int state) {
    return standings.of(state, grant.client(), token);
  }

  /// Whether it is too early for it to expire.
  private boolean isYoung(Token token, Moment now) {
    Duration lifetime =
        switch (token.kind()) {
          case CODE -> Duration.ofSeconds(60);
          case ACCESS_TOKEN -> Duration.ofMinutes(10);
          case REFRESH_TOKEN -> Duration.ofDays(14);
          case SESSION -> Duration.ofHours(2);
        };
    return passed(now).compareTo(lifetime) < 0;
  }

  /// How much time has passed since it all began.
  private Duration passed(Moment now) {
    Instant began = world.condition(scene.start()).time();
    return Duration.between(began, world.condition(now.world()).time());
  }

  private static void require(boolean holds, Supplier<String> otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise.get());
    }
  }
}
