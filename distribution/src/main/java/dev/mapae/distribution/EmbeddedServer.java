package dev.mapae.distribution;

import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.distribution.settings.Settings;
import java.nio.file.Path;

/// The server inside a program that has a sign-in of its own.
public final class EmbeddedServer {
  private EmbeddedServer() {}

  /// Starts a server; when this returns, it answers. It goes on until it is closed. What is only
  /// doubtful in the file is printed to standard error.
  ///
  /// @param file the configuration file, without `interaction`
  /// @param signIn where people sign in
  /// @throws CannotStart when the file has mistakes, or something is in the way; its message has a
  ///   line for each
  public static RunningServer start(Path file, SignInElsewhere signIn) {
    Settings.Outcome outcome = Settings.read(file, System.getenv());
    Console.ofProcess().warnings(outcome);
    return switch (outcome) {
      case Settings.Outcome.Unusable(var mistakes, _) ->
          throw new CannotStart(String.join("\n", mistakes));
      case Settings.Outcome.Usable(var settings, _) -> {
        if (settings.interaction().isPresent()
            || settings.peopleMayRegister()
            || !settings.upstreamProviders().isEmpty()) {
          throw new CannotStart(
              file
                  + ": people sign in in this program; remove 'interaction', 'people_may_register'"
                  + " and 'upstream_providers'");
        }
        yield RunningServer.start(settings, Surroundings.ofProcess().signingIn(signIn));
      }
    };
  }
}
