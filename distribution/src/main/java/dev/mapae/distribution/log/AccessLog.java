package dev.mapae.distribution.log;

import dev.mapae.distribution.http.Exchange;
import java.time.InstantSource;
import java.util.LinkedHashMap;
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
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("method", exchange.method());
    facts.put("path", exchange.path());
    facts.put("status", exchange.status());
    facts.put("ms", exchange.took().toMillis());
    facts.put("bytes", exchange.bytes());
    facts.put("remote", exchange.remoteAddress());
    facts.put("protocol", exchange.protocol());
    facts.put("id", exchange.id());
    String line =
        switch (format) {
          case JSON -> format.line(clock.instant(), "access", "", facts);
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
