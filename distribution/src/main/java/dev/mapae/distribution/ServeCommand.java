package dev.mapae.distribution;

import dev.mapae.distribution.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `serve --config FILE [--check]`: the authorization server, for production.
final class ServeCommand {
  private ServeCommand() {}

  static int run(
      List<String> options,
      Map<String, String> environment,
      Console console,
      StartTime startTime,
      Shutdown shutdown) {
    Arguments arguments = Arguments.parse(options, Set.of("--config"), Set.of("--check"));
    String file =
        arguments
            .value("--config")
            .orElseThrow(() -> new Arguments.Wrong("serve needs --config FILE"));
    Settings.Outcome outcome = Settings.read(Path.of(file), environment);
    console.warnings(outcome);
    return switch (outcome) {
      case Settings.Outcome.Unusable(var mistakes, _) -> {
        console.lines(mistakes);
        yield Console.WRONG;
      }
      case Settings.Outcome.Usable(var settings, _) -> {
        if (arguments.has("--check")) {
          console.out().println(file + ": ok");
          yield Console.FINE;
        }
        RunningServer server = RunningServer.start(settings);
        shutdown.closes(server);
        ready(console, settings, startTime);
        shutdown.await();
        yield Console.FINE;
      }
    };
  }

  /// The line that whoever started the server waits for.
  static void ready(Console console, Settings settings, StartTime startTime) {
    console
        .out()
        .println(
            "mapae ready issuer=%s startup_ms=%d"
                .formatted(settings.issuer().value(), startTime.untilNow()));
    console.out().flush();
  }
}
