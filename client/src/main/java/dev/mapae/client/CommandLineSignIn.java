package dev.mapae.client;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/// Signs a person in from a program on their own machine: browser out, loopback back. RFC 8252.
///
/// @param client a public client, as a rule, with [None]
/// @param redirectUri as it is registered, mostly `http://127.0.0.1/callback`; where it has a port,
///   the program listens on that one ([LoopbackListener#open(URI)])
/// @param browser [Browser#system], or whatever shows the person a URL
/// @param limit how long the person may take
/// @param manner how requests are made and answered; as they are, as a rule
public record CommandLineSignIn(
    Client client,
    URI redirectUri,
    Browser browser,
    Duration limit,
    UnaryOperator<AuthorizationCode> manner) {

  /// With requests as they are made as a rule.
  ///
  /// @param callbackPath the path of its redirect URI, registered as `http://127.0.0.1/callback`
  /// @throws IllegalArgumentException for a path without `/` in front, or with other characters
  ///   than letters, digits and `._~-/`
  public CommandLineSignIn(Client client, String callbackPath, Browser browser, Duration limit) {
    this(
        client,
        LoopbackListener.registered(callbackPath),
        browser,
        limit,
        UnaryOperator.identity());
  }

  /// Listens on `/callback`, opens the system's browser and waits five minutes.
  public static CommandLineSignIn of(Client client) {
    return new CommandLineSignIn(client, "/callback", Browser.system(), Duration.ofMinutes(5));
  }

  /// The same with another way to show the URL.
  public CommandLineSignIn with(Browser other) {
    return new CommandLineSignIn(client, redirectUri, other, limit, manner);
  }

  /// The same with another redirect URI: `redirectUri(URI.create("http://localhost"))`.
  ///
  /// @param registered on any free port where it names none
  public CommandLineSignIn redirectUri(URI registered) {
    return new CommandLineSignIn(client, registered, browser, limit, manner);
  }

  /// The same with requests that are made in another manner: `manner(AuthorizationCode::pushed)`.
  public CommandLineSignIn manner(UnaryOperator<AuthorizationCode> other) {
    return new CommandLineSignIn(client, redirectUri, browser, limit, other);
  }

  /// Signs in.
  ///
  /// @return tokens, with a validated ID token where `openid` was asked for
  /// @throws ClientException as [AuthorizationCode] does; `TimedOut` when the person took too long;
  ///   `Unavailable` when no port or no browser could be opened
  /// @throws IllegalArgumentException for a `response_mode` by which the answer comes otherwise
  ///   than in the query, and for a redirect URI that is not on loopback
  public Tokens signIn(AuthorizationOptions options) {
    if (!options.isAnsweredInQuery()) {
      throw new IllegalArgumentException(
          "The answer has to come in the query of the redirect URI.");
    }
    try (LoopbackListener listener = LoopbackListener.open(redirectUri)) {
      AuthorizationCode flow = manner.apply(client.authorizationCode(listener.redirectUri()));
      AuthorizationRequest request = flow.start(options);
      listener.expect(request, flow);
      browser.open(Browser.checked(request.url()));
      return flow.finish(request, listener.await(limit));
    } catch (IOException e) {
      throw new ClientException(
          new ClientError.Unavailable(
              "No port or no browser could be opened.", OptionalInt.empty(), Optional.empty()),
          e);
    }
  }
}
