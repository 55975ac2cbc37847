package dev.mapae.distribution;

import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.store.StoreException;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.distribution.settings.Settings;
import dev.mapae.storage.DatabaseRefusedException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/// What the commands of administration have in common: each works on the database that a
/// configuration file names (`--config FILE`), also while its server runs.
final class AdministrationCommand {
  private AdministrationCommand() {}

  /// What a command does.
  @FunctionalInterface
  interface Work {
    void on(Settings settings, Stores stores);
  }

  /// Runs a command that works with the stores.
  ///
  /// @return the exit status
  /// @throws CannotStart when the database cannot be worked on
  static int run(Arguments arguments, Map<String, String> environment, Console console, Work work) {
    return configured(arguments, environment, console, settings -> run(settings, work));
  }

  /// Runs a command that opens the database itself.
  ///
  /// @return the exit status
  static int configured(
      Arguments arguments,
      Map<String, String> environment,
      Console console,
      Consumer<Settings> work) {
    String file =
        arguments
            .value("--config")
            .orElseThrow(() -> new Arguments.Wrong("this needs --config FILE, the server's own"));
    return switch (Settings.read(Path.of(file), environment)) {
      case Settings.Outcome.Unusable(var mistakes, _) -> {
        console.lines(mistakes);
        yield Console.WRONG;
      }
      // Its warnings are the server's to tell.
      case Settings.Outcome.Usable(var settings, _) -> {
        work.accept(settings);
        yield Console.FINE;
      }
    };
  }

  /// Works with the stores that the settings name.
  ///
  /// @throws CannotStart when the database cannot be worked on
  static void run(Settings settings, Work work) {
    try (Stores stores = settings.database().openBeside(settings.issuer().value())) {
      work.on(settings, stores);
    } catch (DatabaseRefusedException | KeyRing.UnusableKeys e) {
      throw new CannotStart(String.valueOf(e.getMessage()));
    } catch (StoreException e) {
      throw CannotStart.of(e);
    }
  }
}
