package dev.mapae.benchmark;

import dev.mapae.client.AuthorizationCode;
import dev.mapae.client.AuthorizationOptions;
import dev.mapae.client.AuthorizationRequest;
import dev.mapae.client.ClientException;
import dev.mapae.client.SignOutRequest;
import dev.mapae.client.Tokens;
import dev.mapae.protocol.Parameters;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/// Alice, who is sent to a server by a client, signs in there, agrees, and comes back.
final class Visitor {
  static final URI CALLBACK = URI.create("https://app.example.com/callback");
  static final URI BYE = URI.create("https://app.example.com/bye");

  private final FormBrowser browser =
      new FormBrowser(
          Map.of(
              "username", MeasuredServer.PERSON,
              "login", MeasuredServer.PERSON,
              "password", MeasuredServer.PASSWORD));

  /// Signs in, and the client gets its tokens.
  Tokens signIn(AuthorizationCode flow, AuthorizationOptions options)
      throws IOException, InterruptedException {
    AuthorizationRequest request = flow.start(options);
    URI answer = answer(request);
    try {
      return flow.finish(request, answer);
    } catch (ClientException e) {
      throw new IllegalStateException("she came back to " + answer, e);
    }
  }

  /// Where she comes back to.
  URI answer(AuthorizationRequest request) throws IOException, InterruptedException {
    return come(request.url(), request.redirectUri());
  }

  /// Signs out.
  Parameters signOut(SignOutRequest request) throws IOException, InterruptedException {
    return Parameters.parse(come(request.url(), BYE).getRawQuery());
  }

  /// Opens a page, and goes on until there is nothing left to be filled in.
  void fillIn(URI page) throws IOException, InterruptedException {
    browser.follow(
        page, answer -> FormBrowser.location(answer).isEmpty() && !FormBrowser.hasForm(answer));
  }

  private URI come(URI from, URI to) throws IOException, InterruptedException {
    return URI.create(
        FormBrowser.location(
            browser.follow(
                from, answer -> FormBrowser.location(answer).startsWith(to.toString()))));
  }
}
