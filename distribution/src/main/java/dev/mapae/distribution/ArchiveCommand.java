package dev.mapae.distribution;

import dev.mapae.authorizationserver.store.StoreException;
import dev.mapae.distribution.log.LogFormat;
import dev.mapae.distribution.settings.Settings;
import dev.mapae.protocol.Json;
import dev.mapae.storage.ArchiveSummary;
import dev.mapae.storage.Archives;
import dev.mapae.storage.DatabaseRefusedException;
import dev.mapae.storage.archive.ArchiveRefusedException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// `export` and `import`: all that a server keeps as one file, and back into an empty database of
/// any engine.
final class ArchiveCommand {
  private final Arguments arguments;
  private final Path archive;
  private final Console console;

  private ArchiveCommand(Arguments arguments, String file, Console console) {
    this.arguments = arguments;
    this.archive =
        Path.of(
            arguments
                .value(file)
                .orElseThrow(() -> new Arguments.Wrong("this needs " + file + " ARCHIVE")));
    this.console = console;
  }

  /// `export --config FILE --to ARCHIVE [--json]`.
  static int export(List<String> options, Map<String, String> environment, Console console) {
    Arguments arguments = Arguments.parse(options, Set.of("--config", "--to"), Set.of("--json"));
    ArchiveCommand command = new ArchiveCommand(arguments, "--to", console);
    return command.run("exported", environment, archives -> archives.export(command.archive));
  }

  /// `import --config FILE --from ARCHIVE [--check | --without-grants] [--json]`.
  static int load(List<String> options, Map<String, String> environment, Console console) {
    Arguments arguments =
        Arguments.parse(
            options, Set.of("--config", "--from"), Set.of("--check", "--without-grants", "--json"));
    ArchiveCommand command = new ArchiveCommand(arguments, "--from", console);
    return arguments.has("--check")
        ? command.run("checked", environment, archives -> archives.check(command.archive))
        : command.run(
            "imported",
            environment,
            archives -> archives.load(command.archive, arguments.has("--without-grants")));
  }

  private int run(
      String done, Map<String, String> environment, Function<Archives, ArchiveSummary> work) {
    return AdministrationCommand.configured(
        arguments,
        environment,
        console,
        settings -> {
          ArchiveSummary summary = perform(settings, work);
          console.out().println(arguments.has("--json") ? json(summary) : text(done, summary));
        });
  }

  private ArchiveSummary perform(Settings settings, Function<Archives, ArchiveSummary> work) {
    try (ProgressBar progress =
        new ProgressBar(console, LogFormat.ofStandardError() == LogFormat.TEXT, System::nanoTime)) {
      return work.apply(
          new Archives(
              settings.database(), settings.issuer().value(), InstantSource.system(), progress));
    } catch (ArchiveRefusedException | DatabaseRefusedException e) {
      throw new CannotStart(String.valueOf(e.getMessage()));
    } catch (StoreException e) {
      throw new CannotStart(
          CannotStart.of(e).line() + " The same command goes on from where it stopped.");
    }
  }

  private String json(ArchiveSummary summary) {
    return Json.object()
        .with("archive", archive.toAbsolutePath().toString())
        .with("issuer", summary.issuer())
        .with("started_at", summary.startedAt().toString())
        .with("finished_at", summary.finishedAt().toString())
        .with("rows", summary.rows())
        .with("bytes", summary.bytes())
        .with("sha256", summary.sha256())
        .toString();
  }

  private String text(String done, ArchiveSummary summary) {
    return String.format(
        Locale.ROOT,
        "%s %s: %,d rows, %,d KiB, begun at %s (%s)",
        done,
        archive,
        summary.total(),
        (summary.bytes() + 1023) / 1024,
        summary.startedAt(),
        summary.rows().entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%s %,d", e.getKey(), e.getValue()))
            .collect(Collectors.joining(", ")));
  }
}
