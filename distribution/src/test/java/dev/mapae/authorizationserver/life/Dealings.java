package dev.mapae.authorizationserver.life;

import dev.mapae.authorizationserver.Ask;
import dev.mapae.authorizationserver.Samples;
import dev.mapae.authorizationserver.TestBrowser;
import dev.mapae.authorizationserver.TestClients;
import dev.mapae.authorizationserver.TestServer;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.life.Exchange.Answer;
import dev.mapae.authorizationserver.life.Exchange.Kind;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// What an actor does with the nodes, exchange by exchange, written down. Each exchange goes to the
/// node after the one before, as behind a proxy that hands requests out in turn.
final class Dealings {
  private final List<TestServer> nodes;
  private final int first;
  private final Progress progress;
  private final List<Exchange> exchanges = new ArrayList<>();

  /// @param first which node is asked first
  Dealings(List<TestServer> nodes, int first, Progress progress) {
    this.nodes = nodes;
    this.first = first;
    this.progress = progress;
  }

  /// How far an actor has come.
  interface Progress {
    /// Of somebody whose steps nobody counts.
    Progress NONE =
        new Progress() {
          @Override
          public int steps() {
            return 0;
          }

          @Override
          public int changes() {
            return 0;
          }
        };

    /// How many steps it took.
    int steps();

    /// How many of them changed anything.
    int changes();
  }

  /// Everything so far; the last one may not have an answer yet.
  List<Exchange> exchanges() {
    return List.copyOf(exchanges);
  }

  /// The rightful client redeems its code.
  ///
  /// @return the refresh token, if it got one
  Optional<String> redeem(String client, String code) {
    return asClient(Kind.PRESENT, code, c -> c.redeem(client, code)).got("refresh_token");
  }

  /// The rightful client refreshes.
  ///
  /// @return the next refresh token, if it got one
  Optional<String> refresh(String client, String token) {
    return asClient(Kind.PRESENT, token, c -> c.refresh(client, token)).got("refresh_token");
  }

  /// Somebody presents a code or token in a token request that is not right.
  void intrude(String client, String presented, Parameters form) {
    asClient(Kind.INTRUDE, presented, c -> c.token(client, form));
  }

  /// A client revokes what was issued to another one.
  void revokeForeign(String client, String token) {
    asClient(Kind.INTRUDE, token, c -> c.revoke(client, token));
  }

  void revoke(String client, String token) {
    asClient(Kind.REVOKE, token, c -> c.revoke(client, token));
  }

  /// A browser comes with an authorization request that its person need not be asked about.
  ///
  /// @return the code, if the client got one
  Optional<String> authorize(TestBrowser browser, Ask ask) {
    return inBrowser(Kind.ALLOW, browser, "", b -> b.get(ask.url())).got("code");
  }

  /// A person approves what the page before them asks.
  ///
  /// @return the code, if the client got one
  Optional<String> approve(TestBrowser browser, String... scopes) {
    return inBrowser(Kind.ALLOW, browser, "", b -> b.approve(scopes)).got("code");
  }

  /// A person signs in on the page before them.
  void signIn(TestBrowser browser, String username) {
    inBrowser(Kind.SIGN_IN, browser, username, b -> b.signIn(username, Samples.password(username)));
  }

  /// A person signs out on the page before them.
  void signOut(TestBrowser browser) {
    inBrowser(Kind.SIGN_OUT, browser, "", b -> b.submit(Parameters.empty()));
  }

  /// A node deletes what has expired.
  void sweep() {
    byItself(Kind.SWEEP, "", TestServer::sweep);
  }

  void passTime(Duration time) {
    byItself(Kind.PASS_TIME, time.toString(), node -> Turn.decide(Step.passTime(node.clock, time)));
  }

  private void byItself(Kind kind, String about, Consumer<TestServer> act) {
    exchange(
        new Exchange(kind, about, Optional.empty(), false, false, Optional.empty()),
        node -> {
          act.accept(node);
          return Response.of(200);
        });
  }

  private Exchange asClient(Kind kind, String presented, Function<TestClients, Response> request) {
    return exchange(
        new Exchange(kind, "", Optional.of(Token.of(presented)), false, false, Optional.empty()),
        node -> request.apply(new TestClients(node)));
  }

  private Exchange inBrowser(
      Kind kind, TestBrowser browser, String about, UnaryOperator<TestBrowser> act) {
    Optional<Token> session =
        Optional.ofNullable(browser.cookies.get("__Host-mapae-session")).map(Token::of);
    return exchange(
        new Exchange(kind, about, session, false, false, Optional.empty()),
        node -> act.apply(browser.on(node)).page);
  }

  private Exchange exchange(Exchange begins, Function<TestServer, Response> request) {
    int here = exchanges.size();
    int steps = progress.steps();
    int changes = progress.changes();
    Optional<Answer> answer = Optional.empty();
    exchanges.add(begins);
    try {
      TestServer node = nodes.get((first + here) % nodes.size());
      answer = Optional.of(Answer.of(request.apply(node)));
    } finally {
      // Also when the request ends in the middle, at a step that was not taken yet.
      exchanges.set(
          here,
          new Exchange(
              begins.kind(),
              begins.about(),
              begins.presented(),
              answer.isPresent() || progress.steps() > steps,
              progress.changes() > changes,
              answer));
    }
    return exchanges.get(here);
  }
}
