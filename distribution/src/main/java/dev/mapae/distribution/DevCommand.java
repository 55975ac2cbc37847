package dev.mapae.distribution;

import dev.mapae.client.ClientSecretBasic;
import dev.mapae.distribution.http.Listener;
import dev.mapae.distribution.mail.DevMailbox;
import dev.mapae.distribution.settings.Settings;
import dev.mapae.playground.DemoApi;
import dev.mapae.playground.Playground;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// `dev [--port N] [--data DIR] [--fresh]`: all four roles on one machine, with demo data.
final class DevCommand {
  private static final int LAST_PORT = 65535 - 10;

  private DevCommand() {}

  static int run(
      List<String> options, Path here, Console console, StartTime startTime, Shutdown shutdown) {
    Arguments arguments = Arguments.parse(options, Set.of("--port", "--data"), Set.of("--fresh"));
    DevData data =
        new DevData(
            here.resolve(arguments.value("--data").orElse(".mapae/dev")),
            port(arguments.value("--port").orElse("9000")));
    if (arguments.has("--fresh")) {
      data.clear();
    }
    return switch (data.settings()) {
      case Settings.Outcome.Unusable(var mistakes, _) -> {
        console.lines(mistakes);
        yield Console.WRONG;
      }
      case Settings.Outcome.Usable(var settings, _) -> {
        // Its warnings are about features to come, and nothing that whoever types this can mend.
        RunningServer server =
            RunningServer.start(
                withFreeManagement(settings), Surroundings.ofProcess().showing(new DevMailbox()));
        shutdown.closes(server);
        startPlayground(data, settings.issuer().value(), shutdown);
        ServeCommand.ready(console, settings, startTime);
        console.err().println(whatToTry(data));
        shutdown.await();
        yield Console.FINE;
      }
    };
  }

  /// Nobody relies on where the metrics of a demonstration are, so that it need not fail over them.
  private static Settings withFreeManagement(Settings settings) {
    Listener listener = settings.management();
    return listener.isFree() ? settings : settings.withManagement(new Listener(listener.host(), 0));
  }

  /// The demo API and the playground, on the two ports after the server's.
  private static void startPlayground(DevData data, String issuer, Shutdown shutdown) {
    DemoApi api = listen(data.apiPort(), port -> DemoApi.start(port, issuer));
    shutdown.closes(api);
    ClientSecretBasic demo = new ClientSecretBasic(DevData.CLIENT, DevData.SECRET);
    shutdown.closes(
        listen(
            data.playgroundPort(), port -> Playground.start(port, issuer, api.resource(), demo)));
  }

  private static <T> T listen(int port, OnPort<T> start) {
    try {
      return start.on(port);
    } catch (IOException e) {
      throw RunningServer.cannotListen(new Listener("localhost", port), "--port");
    }
  }

  private interface OnPort<T> {
    T on(int port) throws IOException;
  }

  private static int port(String value) {
    if (!value.matches("\\d{1,5}")
        || Integer.parseInt(value) == 0
        || Integer.parseInt(value) > LAST_PORT) {
      throw new Arguments.Wrong("--port is a number from 1 to " + LAST_PORT);
    }
    return Integer.parseInt(value);
  }

  private static String whatToTry(DevData data) {
    return """

    The four roles are here:
      playground (client)     http://localhost:%3$d/
      demo API (resource server)  http://localhost:%2$d/
      authorization server    http://localhost:%1$d/.well-known/openid-configuration
      resource owner          alice, password wonderland-42
      mails to her            http://localhost:%1$d/dev/mail

    Try:
      curl -u %4$s:%5$s -d grant_type=client_credentials http://localhost:%1$d/token
    """
        .formatted(
            data.port(), data.apiPort(), data.playgroundPort(), DevData.CLIENT, DevData.SECRET);
  }
}
