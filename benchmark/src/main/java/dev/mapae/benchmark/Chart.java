package dev.mapae.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/// A bar chart as SVG: the processor time that each server takes for one request, workload by
/// workload, on a scale of powers of ten.
final class Chart {
  private static final List<String> COLOURS =
      List.of("#b5651d", "#d9a066", "#4a6b8a", "#6a8f6b", "#8c6a9e", "#777777");
  private static final String TITLE =
      "Processor time of the server for one request; each power of ten is as wide";
  private static final int LABELS = 150;
  private static final int WIDTH = 620;
  private static final int BAR = 14;
  private static final int GAP = 18;

  private Chart() {}

  static String svg(List<HttpProfile.Result> results) {
    List<String> shapes = new ArrayList<>();
    double least = Math.floor(Math.log10(micros(results).min().orElse(1)));
    double most = Math.ceil(Math.log10(micros(results).max().orElse(1000)));
    double scale = WIDTH / Math.max(1, most - least);
    int y = 56 + BAR * results.size();
    shapes.add(text(LABELS, 16, TITLE));
    for (int i = 0; i < results.size(); i++) {
      int top = 28 + BAR * i;
      shapes.add(rectangle(LABELS, top, 10, COLOURS.get(i % COLOURS.size())));
      shapes.add(text(LABELS + 16, top + 10, results.get(i).server()));
    }
    for (Workload workload : Workload.values()) {
      shapes.add(text(8, y + BAR * results.size() / 2 + 4, workload.title()));
      for (int i = 0; i < results.size(); i++) {
        double micros = results.get(i).closed(workload).cpuMillis();
        double width = Math.max(1, (Math.log10(Math.max(micros, 1e-3)) - least) * scale);
        shapes.add(rectangle(LABELS, y, width, COLOURS.get(i % COLOURS.size())));
        shapes.add(text(LABELS + width + 5, y + 10, "%.0f µs".formatted(micros)));
        y += BAR;
      }
      y += GAP;
    }
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="11">
    <title>%s</title>
    <rect width="100%%" height="100%%" fill="white"/>
    %s
    </svg>
    """
        .formatted(LABELS + WIDTH + 90, y, TITLE, String.join("\n", shapes));
  }

  /// Milliseconds for a thousand are microseconds for one.
  private static DoubleStream micros(List<HttpProfile.Result> results) {
    return results.stream()
        .flatMap(result -> result.closed().values().stream())
        .mapToDouble(Load::cpuMillis)
        .filter(micros -> micros > 0);
  }

  private static String rectangle(double x, double y, double width, String colour) {
    return String.format(
        Locale.ROOT,
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
        x,
        y,
        width,
        BAR - 3,
        colour);
  }

  private static String text(double x, double y, String text) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%.1f\">%s</text>",
        x,
        y,
        text.replace("&", "&amp;").replace("<", "&lt;"));
  }
}
