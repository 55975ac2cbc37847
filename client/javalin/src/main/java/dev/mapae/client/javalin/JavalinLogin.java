package dev.mapae.client.javalin;

import dev.mapae.client.ClientException;
import dev.mapae.client.servlet.BackendForFrontend;
import dev.mapae.client.servlet.WebLogin;
import dev.mapae.client.servlet.WebUser;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/// Puts the login of the servlet adapter in front of a Javalin application. OIDC Core §3.1.
public final class JavalinLogin {
  private JavalinLogin() {}

  /// Lets nobody pass who is not signed in, and signs people in, in front of all handlers and
  /// static files. Handlers let a [ClientException] pass that says that somebody's grant is gone:
  /// they sign in again.
  public static void add(JavalinConfig config, WebLogin login) {
    add(config, login, login::addTo);
  }

  /// The same for a front end in the browser that never has a token.
  public static void add(JavalinConfig config, BackendForFrontend backend) {
    add(config, backend.login(), backend::addTo);
  }

  /// Who sent a request that passed the login.
  ///
  /// @throws IllegalStateException where nobody is signed in, which only happens at paths that are
  ///   open; see [WebUser#of]
  public static WebUser user(Context context) {
    return WebUser.of(context.req())
        .orElseThrow(() -> new IllegalStateException("Nobody is signed in."));
  }

  private static void add(
      JavalinConfig config, WebLogin login, Consumer<ServletContext> registration) {
    config.jetty.modifyServletContextHandler(
        handler -> registration.accept(handler.getServletContext()));
    // Javalin answers exceptions itself, so that no filter sees them.
    config.routes.exception(
        ClientException.class,
        (failure, context) -> {
          if (!signsInAgain(login, context)) {
            throw failure;
          }
        });
  }

  private static boolean signsInAgain(WebLogin login, Context context) {
    try {
      return login.signInAgain(context.req(), context.res());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
