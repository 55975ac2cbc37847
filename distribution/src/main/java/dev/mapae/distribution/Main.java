package dev.mapae.distribution;

import dev.mapae.authorizationserver.key.SigningKey;
import dev.mapae.distribution.http.JettyServer;
import dev.mapae.distribution.log.QuietLogs;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.LoggerFactory;

/// Where the program begins: `serve`, `dev` and the commands of administration. Exit statuses are 0
/// (stopped, done, or the file is fine), 1 (something is in the way) and 2 (the command line or the
/// configuration is wrong).
public final class Main {
  private static final String USAGE =
      """
      mapae serve --config FILE [--check]      the authorization server; --check only validates the file
      mapae dev [--port N] [--data DIR] [--fresh]   all four roles on this machine, with demo data
      mapae key list --config FILE [--json]    the keys of that server, also while it runs
      mapae key rotate --config FILE [--json] [--all] [--compromised]   new keys for it
      mapae client registration-token --config FILE [--uses N] [--expires 7d] [--json]   lets clients register
      mapae user enable|disable|delete --config FILE NAME   somebody who made an account there
      mapae user remove-factors --config FILE NAME   somebody who lost what they had beside the password
      mapae user remove-connections --config FILE NAME   somebody as whom nobody signs in by another provider any more
      mapae doctor --config FILE [--profile NAME] [--client ID] [--json]   what its clients fail of a profile
      mapae export --config FILE --to ARCHIVE [--json]   all that it keeps as one file, also while it runs
      mapae import --config FILE --from ARCHIVE [--check | --without-grants] [--json]   into an empty database\
      """;

  private static final Set<String> SERVERS = Set.of("serve", "dev");

  private Main() {}

  /// Runs a command until it ends or the process is told to stop.
  public static void main(String[] arguments) {
    StartTime startTime = StartTime.ofProcess();
    QuietLogs.use();
    Shutdown shutdown = new Shutdown();
    // A command that is told to stop is not done, and Java's own status says so.
    if (arguments.length > 0 && SERVERS.contains(arguments[0])) {
      // Jetty has Java list all its locales, a quarter of a second of a core; without this there is
      // one. Nothing here is written as a locale would have it but by our own messages.
      System.setProperty("java.locale.providers", "SPI");
      shutdown.listen();
      // Two threads that begin to log at once are told so by SLF4J, at length.
      LoggerFactory.getILoggerFactory();
      // What takes longest to load is loaded beside the rest.
      Thread.ofPlatform().daemon().start(() -> Objects.requireNonNull(ZoneId.systemDefault()));
      Thread.ofPlatform().daemon().start(SigningKey::load);
      Thread.ofPlatform().daemon().start(JettyServer::load);
    }
    int status = run(List.of(arguments), System.getenv(), Console.ofProcess(), startTime, shutdown);
    shutdown.exit(status);
  }

  /// Runs a command.
  ///
  /// @return the exit status, as soon as the command ends
  static int run(
      List<String> arguments,
      Map<String, String> environment,
      Console console,
      StartTime startTime,
      Shutdown shutdown) {
    if (arguments.isEmpty()) {
      console.err().println(USAGE);
      return Console.WRONG;
    }
    List<String> options = arguments.subList(1, arguments.size());
    try {
      return switch (arguments.getFirst()) {
        case "serve" -> ServeCommand.run(options, environment, console, startTime, shutdown);
        case "dev" -> DevCommand.run(options, Path.of(""), console, startTime, shutdown);
        case "key" -> KeyCommand.run(options, environment, console);
        case "client" -> ClientCommand.run(options, environment, console);
        case "user" -> UserCommand.run(options, environment, console);
        case "doctor" -> DoctorCommand.run(options, environment, console);
        case "export" -> ArchiveCommand.export(options, environment, console);
        case "import" -> ArchiveCommand.load(options, environment, console);
        default -> throw new Arguments.Wrong("there is no command '" + arguments.getFirst() + "'");
      };
    } catch (Arguments.Wrong e) {
      console.say(e.getMessage() + "\n" + USAGE);
      return Console.WRONG;
    } catch (CannotStart e) {
      console.say(e.line());
      return Console.CANNOT_START;
    }
  }
}
