package dev.mapae.distribution.log;

import dev.mapae.distribution.http.Exchange;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;

/// One line for each request. The query, the headers and the bodies, which hold secrets, are never
/// in it.
public final class AccessLog implements Consumer<Exchange> {
  private final LogOutput output;
  private final LogFormat format;
  private final InstantSource clock;

  public AccessLog(LogOutput output, LogFormat format, InstantSource clock) {
    this.output = output;
    this.format = format;
    this.clock = clock;
  }

  @Override
  public void accept(Exchange exchange) {
    String line =
        switch (format) {
          // Written at once and not by way of a map, since there is one for each request.
          case JSON ->
              LogFormat.begin(clock.instant(), "access")
                  .with("method", exchange.method())
                  .with("path", exchange.path())
                  .with("status", exchange.status())
                  .with("ms", exchange.took().toMillis())
                  .with("bytes", exchange.bytes())
                  .with("remote", exchange.remoteAddress())
                  .with("protocol", exchange.protocol())
                  .with("id", exchange.id())
                  .toString();
          case TEXT ->
              format.line(
                  clock.instant(),
                  "access",
                  "%s %s %d %d ms"
                      .formatted(
                          exchange.method(),
                          exchange.path(),
                          exchange.status(),
                          exchange.took().toMillis()),
                  Map.of());
        };
    output.line(line);
  }
}
