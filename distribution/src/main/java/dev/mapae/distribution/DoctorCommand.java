package dev.mapae.distribution;

import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.registration.SelfRegistered;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.distribution.Examination.Failure;
import dev.mapae.distribution.settings.Settings;
import dev.mapae.protocol.Json;
import dev.mapae.storage.DatabaseAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// `doctor --config FILE [--profile NAME] [--client ID] [--json]`: which requirement of a profile
/// the settings of clients fail, and how to mend that. It changes none of them; as every command
/// does, it brings the schema of the database to that of this version.
final class DoctorCommand {
  private final Arguments arguments;
  private final Console console;

  private DoctorCommand(Arguments arguments, Console console) {
    this.arguments = arguments;
    this.console = console;
  }

  static int run(List<String> options, Map<String, String> environment, Console console) {
    Arguments arguments =
        Arguments.parse(options, Set.of("--config", "--profile", "--client"), Set.of("--json"));
    DoctorCommand command = new DoctorCommand(arguments, console);
    Optional<Profile> named = arguments.value("--profile").map(DoctorCommand::profile);
    String file =
        arguments
            .value("--config")
            .orElseThrow(() -> new Arguments.Wrong("this needs --config FILE, the server's own"));
    Settings.Outcome outcome = Settings.readToExamine(Path.of(file), environment);
    return switch (outcome) {
      case Settings.Outcome.Unusable(var mistakes, _) -> {
        console.lines(mistakes);
        yield Console.WRONG;
      }
      case Settings.Outcome.Usable(var settings, var warnings) -> {
        console.lines(warnings.stream().map(w -> w + " (warning)").toList());
        yield command.examine(
            new Examination(
                settings, command.clients(settings), named, !arguments.has("--client")));
      }
    };
  }

  private static Profile profile(String name) {
    return Profile.of(name)
        .orElseThrow(() ->
            new Arguments.Wrong(
                "there is no profile '%s'; there are %s"
                    .formatted(name, String.join(", ", Profile.names()))));
  }

  private int examine(Examination examination) {
    List<Failure> failures = examination.failures();
    if (arguments.has("--json")) {
      console.out().println(json(examination, failures));
    } else {
      failures.forEach(failure -> console.out().println(failure.line()));
      examination.notes().forEach(note -> console.out().println("note: " + note));
      if (failures.isEmpty()) {
        console
            .out()
            .println(
                "%s, and none fails anything of %s"
                    .formatted(counted(examination.clients().size()), names(examination)));
      }
    }
    return failures.isEmpty() ? Console.FINE : Console.CANNOT_START;
  }

  private static String counted(int clients) {
    return clients == 1 ? "1 client" : clients + " clients";
  }

  private static String names(Examination examination) {
    return examination.profiles().stream().map(Profile::value).collect(Collectors.joining(", "));
  }

  private static Json json(Examination examination, List<Failure> failures) {
    return Json.object()
        .with("profiles", examination.profiles().stream().map(Profile::value).toList())
        .with("clients", examination.clients().stream().map(Client::id).toList())
        .with("failures", failures.stream().map(Failure::json).toList())
        .with("notes", examination.notes());
  }

  /// Those of the file, and those that the database has besides.
  ///
  /// @throws CannotStart when the database cannot be read: its clients might be the ones that fail
  private List<Client> clients(Settings settings) {
    List<Client> clients =
        new ArrayList<>(
            settings.declarations().clients().stream().map(DeclaredClient::client).toList());
    Set<String> declared = clients.stream().map(Client::id).collect(Collectors.toSet());
    stored(settings).stream()
        .filter(client -> client.enabled() && !declared.contains(client.id()))
        .map(strangers(settings))
        .forEach(clients::add);
    Optional<String> id = arguments.value("--client");
    if (id.isEmpty()) {
      return clients;
    }
    List<Client> one = clients.stream().filter(client -> client.id().equals(id.get())).toList();
    if (one.isEmpty()) {
      throw new Arguments.Wrong(
          "there is no client '%s' in the file, and none is known in the database"
              .formatted(id.get()));
    }
    return one;
  }

  /// A file that is not there yet has no clients.
  private static List<Client> stored(Settings settings) {
    if (settings.database() instanceof DatabaseAddress.Sqlite(var file) && !Files.exists(file)) {
      return List.of();
    }
    List<Client> clients = new ArrayList<>();
    AdministrationCommand.run(settings, (_, stores) -> clients.addAll(stores.clients().all()));
    return clients;
  }

  /// Those who registered themselves are looked at as the server finds them.
  private static SelfRegistered strangers(Settings settings) {
    Catalog catalog =
        new Catalog(
            settings.issuer().value(),
            settings.declarations().resources(),
            settings.openIdScopes());
    return new SelfRegistered(
        settings.registration().exemptions(), settings.registration().documents(), () -> catalog);
  }
}
