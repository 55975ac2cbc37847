package dev.mapae.authorizationserver.audit;

/// Writes audit events down; never throws, never blocks for long.
@FunctionalInterface
public interface Audit {
  void record(AuditEvent event);
}
