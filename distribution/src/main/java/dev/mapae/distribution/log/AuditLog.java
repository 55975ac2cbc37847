package dev.mapae.distribution.log;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// One line for each sign-in, consent, refusal, replay and change.
public final class AuditLog implements Audit {
  private final LogOutput output;
  private final LogFormat format;
  private final InstantSource clock;

  public AuditLog(LogOutput output, LogFormat format, InstantSource clock) {
    this.output = output;
    this.format = format;
    this.clock = clock;
  }

  @Override
  public void record(AuditEvent event) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("event", event.type().word());
    if (!event.remoteAddress().isEmpty()) {
      facts.put("remote", event.remoteAddress());
    }
    event.facts().forEach(facts::putIfAbsent);
    output.line(format.line(clock.instant(), "audit", "", facts));
  }
}
