package dev.mapae.benchmark;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// Refresh and introspection beside the bare loop, at some sites in turn.
///
/// Each round measures each site once, and the bare loop before and after what it is compared with,
/// since other work on the machine comes and goes.
final class GrantProfile {
  private final String title;
  private final List<Site> sites;
  private final Options options;
  private final List<List<Round>> rounds = new ArrayList<>();

  private record Round(
      Site.Measured before,
      Site.Measured refresh,
      Site.Measured after,
      Site.Measured introspection) {
    double bare() {
      return (before.perSecond() + after.perSecond()) / 2;
    }

    long failed() {
      return before.loop().failed()
          + after.loop().failed()
          + refresh.loop().failed()
          + introspection.loop().failed();
    }
  }

  GrantProfile(String title, List<Site> sites, Options options) {
    this.title = title;
    this.sites = sites;
    this.options = options;
  }

  void run(Table table) throws Exception {
    for (Site site : sites) {
      Main.say("warming up at " + site.grants() + " grants");
      site.warmUp(options.lasting());
      rounds.add(new ArrayList<>());
    }
    for (int round = 0; round < options.rounds(); round++) {
      for (int i = 0; i < sites.size(); i++) {
        Round result = round(sites.get(i));
        rounds.get(i).add(result);
        Main.say(
            "round %d at %d grants: bare %.0f/s, refresh %.0f/s, bare %.0f/s, introspection %.0f/s"
                .formatted(
                    round + 1,
                    sites.get(i).grants(),
                    result.before.perSecond(),
                    result.refresh.perSecond(),
                    result.after.perSecond(),
                    result.introspection.perSecond()));
      }
    }
    tell(table);
  }

  private Round round(Site site) throws Exception {
    return new Round(
        site.bare(options.lasting()),
        site.refresh(options.lasting()),
        site.bare(options.lasting()),
        site.introspect(options.lasting()));
  }

  private interface Told {
    String of(Site site) throws SQLException;
  }

  private List<String> each(Told told) throws SQLException {
    List<String> all = new ArrayList<>();
    for (Site site : sites) {
      all.add(told.of(site));
    }
    return all;
  }

  private void tell(Table table) throws SQLException {
    table.title(
        "%s, %d callers, medians of %d rounds of %d s"
            .formatted(title, Site.CALLERS, options.rounds(), options.lasting().toSeconds()));
    table.row("live grants", sites.stream().map(s -> "%,d".formatted(s.grants())).toList());
    number(table, "bare loop, grants/s", "%.0f", Round::bare);
    number(table, "  CPU per 1,000: callers", "%.0f ms", r -> r.before.callersMillis());
    number(table, "    database", "%.0f ms", r -> r.before.databaseMillis());
    measured(table, "refresh, requests/s", Round::refresh);
    number(table, "  of the bare loop", "%.2f", r -> r.refresh.perSecond() / r.bare());
    number(
        table,
        "  of the bare loop, by CPU",
        "%.2f",
        r -> r.before.allMillis() / r.refresh.allMillis());
    measured(table, "introspection, requests/s", Round::introspection);
    if (sites.getFirst().isPostgres()) {
      table.row("bytes per grant on disk", each(site -> "%.0f".formatted(site.bytesPerGrant())));
      table.row(
          "updates that touched no index",
          each(site -> "%.1f %%".formatted(100 * site.heapOnlyUpdates())));
    }
    table.row(
        "failed, in all rounds",
        rounds.stream()
            .map(all -> String.valueOf(all.stream().mapToLong(Round::failed).sum()))
            .toList());
  }

  private void measured(Table table, String what, Function<Round, Site.Measured> of) {
    number(table, what, "%.0f", r -> of.apply(r).perSecond());
    number(table, "  p50", "%.2f ms", r -> of.apply(r).loop().p50Millis());
    number(table, "  p99", "%.2f ms", r -> of.apply(r).loop().p99Millis());
    number(table, "  CPU per 1,000: server", "%.0f ms", r -> of.apply(r).serverMillis());
    number(table, "    database", "%.0f ms", r -> of.apply(r).databaseMillis());
    number(table, "    callers", "%.0f ms", r -> of.apply(r).callersMillis());
  }

  private void number(Table table, String what, String format, ToDoubleFunction<Round> number) {
    Function<List<Round>, String> median = all -> format.formatted(Median.of(all, number));
    table.row(what, rounds.stream().map(median).toList());
  }
}
