package dev.mapae.distribution;

import dev.mapae.authorizationserver.key.KeyEncryption;
import dev.mapae.authorizationserver.key.KeyLife;
import dev.mapae.authorizationserver.key.KeyRotation;
import dev.mapae.authorizationserver.key.KeySchedule;
import dev.mapae.authorizationserver.key.NewKeys;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.distribution.log.AuditLog;
import dev.mapae.distribution.log.LogFormat;
import dev.mapae.distribution.log.LogOutput;
import dev.mapae.distribution.settings.Settings;
import dev.mapae.protocol.Json;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// `key list` and `key rotate [--all] [--compromised]`, each with `--config FILE` and `--json`: the
/// keys of a server, which may be running.
final class KeyCommand {
  private final Settings settings;
  private final Stores stores;
  private final KeyEncryption encryption;
  private final InstantSource clock = InstantSource.system();
  private final SecureRandom random = new SecureRandom();

  /// @throws CannotStart when there are no keys, or no `key_encryption_key` for them
  private KeyCommand(Settings settings, Stores stores) {
    this.settings = settings;
    this.stores = stores;
    if (stores.keys().all().isEmpty()) {
      throw new CannotStart(
          "there are no keys in the database yet; a server makes them when it starts first");
    }
    this.encryption =
        new KeyEncryption(
            KeyEncryptionKeyFile.keys(settings, true, random), settings.issuer().value(), random);
  }

  static int run(List<String> options, Map<String, String> environment, Console console) {
    String verb = options.isEmpty() ? "" : options.getFirst();
    Set<String> flags =
        switch (verb) {
          case "list" -> Set.of("--json");
          case "rotate" -> Set.of("--json", "--all", "--compromised");
          default -> throw new Arguments.Wrong("key is followed by list or rotate");
        };
    Arguments arguments =
        Arguments.parse(options.subList(1, options.size()), Set.of("--config"), flags);
    return AdministrationCommand.run(
        arguments,
        environment,
        console,
        (settings, stores) -> {
          KeyCommand command = new KeyCommand(settings, stores);
          List<KeyReport> reports =
              verb.equals("rotate") ? command.rotate(arguments, console) : command.reports();
          print(reports, arguments.has("--json"), console);
        });
  }

  /// @return the new keys
  private List<KeyReport> rotate(Arguments arguments, Console console) {
    Set<Purpose> purposes =
        arguments.has("--all") ? Set.of(Purpose.values()) : Set.of(Purpose.SIGNING);
    try (LogOutput output = new LogOutput(console.err())) {
      AuditLog audit = new AuditLog(output, LogFormat.ofStandardError(), clock);
      KeyRotation rotation = new KeyRotation(stores, new NewKeys(encryption, random), audit, clock);
      Set<String> made =
          (arguments.has("--compromised") ? rotation.replace(purposes) : rotation.rotate(purposes))
              .stream().map(SealedKey::id).collect(Collectors.toSet());
      if (arguments.has("--all") && arguments.has("--compromised")) {
        sayWhatStays(console);
      }
      return reports().stream().filter(report -> made.contains(report.life().key().id())).toList();
    }
  }

  /// Who asked for everything to be replaced may think that it was.
  private void sayWhatStays(Console console) {
    stores.keys().all().stream()
        .filter(key -> key.purpose() == Purpose.PAIRWISE)
        .forEach(key ->
            console
                .err()
                .println(
                    "mapae: the pairwise key "
                        + key.id()
                        + " stays: under another one clients would take everybody for somebody else."
                        + " Whoever knows it can tell who is who between sectors, and can do nothing"
                        + " else with it."));
  }

  private List<KeyReport> reports() {
    KeySchedule schedule = new KeySchedule(settings.keyRotation(), settings.lifetimes());
    List<Client> clients = stores.clients().all();
    return KeyLife.of(stores.keys().all(), clock.instant()).stream()
        .map(life ->
            new KeyReport(
                life, schedule.keptUntil(life, clients), encryption.sealedUnder(life.key())))
        .toList();
  }

  private static void print(List<KeyReport> reports, boolean json, Console console) {
    if (json) {
      console.out().println(Json.write(reports.stream().map(KeyReport::json).toList()));
    } else {
      List<List<String>> rows = new ArrayList<>(List.of(KeyReport.HEADINGS));
      reports.forEach(report -> rows.add(report.cells()));
      new Table(rows).lines().forEach(console.out()::println);
    }
  }
}
