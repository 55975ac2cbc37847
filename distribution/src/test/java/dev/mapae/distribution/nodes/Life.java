package dev.mapae.distribution.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.resourceserver.ResourceServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// One grant as its client knows it: what was acknowledged, from the code to the end.
final class Life {
  private enum State {
    OPEN,
    ACTIVE,
    ENDED
  }

  private final Login login;
  private final App app;
  private final Wish wish;
  private final String code;
  private final String verifier;
  private final List<String> accessTokens = new ArrayList<>();
  private final List<String> refreshTokens = new ArrayList<>();
  private State state = State.OPEN;

  Life(Login login, App app, Wish wish, String code, String verifier) {
    this.login = login;
    this.app = app;
    this.wish = wish;
    this.code = code;
    this.verifier = verifier;
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  boolean isActive() {
    return state == State.ACTIVE;
  }

  boolean isRefreshable() {
    return isActive() && !wish.endsWithSession();
  }

  /// Whether it ends when this login does.
  boolean endsWith(Login login) {
    return this.login == login && wish.endsWithSession();
  }

  /// Brings the code, whatever comes of it.
  Answer bringCode(Site site) throws IOException, InterruptedException {
    return site.redeem(app, code, verifier);
  }

  /// Brings the newest refresh token, whatever comes of it.
  Answer bringRefreshToken(Site site) throws IOException, InterruptedException {
    return site.refresh(app, refreshTokens.getLast());
  }

  void redeem(Site site) throws IOException, InterruptedException {
    take(bringCode(site));
  }

  /// After no answer came: the code may have been spent, and then this is a replay.
  void redeemAgain(Site site) throws IOException, InterruptedException {
    takeOrEnd(bringCode(site));
  }

  void refresh(Site site) throws IOException, InterruptedException {
    take(bringRefreshToken(site));
  }

  /// After no answer came: the refresh token may have been spent, which only some are forgiven.
  void refreshAgain(Site site) throws IOException, InterruptedException {
    if (app.isForgiven()) {
      refresh(site);
    } else {
      takeOrEnd(bringRefreshToken(site));
    }
  }

  private void takeOrEnd(Answer answer) {
    if (answer.isInvalidGrant()) {
      end();
    } else {
      take(answer);
    }
  }

  /// Keeps the tokens of an answer, which has to have some.
  void take(Answer answer) {
    answer.expect(200);
    accessTokens.add(answer.text("access_token"));
    assertThat(answer.json().containsKey("refresh_token")).isEqualTo(!wish.endsWithSession());
    if (!wish.endsWithSession()) {
      refreshTokens.add(answer.text("refresh_token"));
    }
    state = State.ACTIVE;
  }

  /// Takes back the refresh token, or the access token where there is none.
  void revoke(Site site) throws IOException, InterruptedException {
    List<String> tokens = refreshTokens.isEmpty() ? accessTokens : refreshTokens;
    site.revoke(app, tokens.getLast()).expect(200);
    end();
  }

  void end() {
    state = State.ENDED;
  }

  /// Asks whether its tokens are as they were acknowledged.
  void introspect(Site site) throws IOException, InterruptedException {
    List<String> tokens = new ArrayList<>();
    if (!accessTokens.isEmpty()) {
      tokens.add(accessTokens.getFirst());
      tokens.add(accessTokens.getLast());
    }
    if (!refreshTokens.isEmpty()) {
      tokens.add(refreshTokens.getLast());
    }
    for (String token : tokens) {
      assertThat(site.introspect(app, token).isActive()).isEqualTo(isActive());
    }
  }

  /// Checks everything that was acknowledged, and goes on from there.
  void check(Site site, ResourceServer api, Random random)
      throws IOException, InterruptedException {
    if (isOpen()) {
      redeem(site);
    }
    introspect(site);
    if (isActive() && random.nextInt(3) == 0) {
      // Before the newest token is presented: that alone would bring a row up to date.
      replay(site);
    }
    if (isRefreshable()) {
      refresh(site);
    }
    if (state == State.ENDED) {
      checkEnd(site);
    }
    // An API asks nobody: to it a token is good until it expires.
    assertThat(accessTokens).allMatch(token -> Site.accepts(api, token));
  }

  /// Nothing comes of what it left behind.
  void checkEnd(Site site) throws IOException, InterruptedException {
    introspect(site);
    bringCode(site).expectInvalidGrant();
    if (!refreshTokens.isEmpty()) {
      bringRefreshToken(site).expectInvalidGrant();
    }
  }

  /// Presents what was used last, which ends the grant.
  private void replay(Site site) throws IOException, InterruptedException {
    // What lies one generation back may be forgiven, two back never is.
    int back = app.isForgiven() ? 2 : 1;
    if (refreshTokens.size() > back) {
      site.refresh(app, refreshTokens.reversed().get(back)).expectInvalidGrant();
    } else {
      bringCode(site).expectInvalidGrant();
    }
    end();
  }
}
