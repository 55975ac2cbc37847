package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.RecoveryCodes;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.store.Factor;
import java.util.Locale;

/// What the audit says of what people have besides their password.
public final class FactorEvents {
  private FactorEvents() {}

  public static AuditEvent added(Request request, Factor factor) {
    return about(AuditEvent.Type.FACTOR_ADDED, request, factor);
  }

  public static AuditEvent removed(Request request, Factor factor) {
    return about(AuditEvent.Type.FACTOR_REMOVED, request, factor);
  }

  /// What somebody wanted to have was not right, or one too many; or they wanted to remove what
  /// they have to keep.
  ///
  /// @param reason `wrong_code`, `wrong_passkey` or `most`; or `last`, `last_accepted` or
  ///   `last_way_in`
  public static AuditEvent refused(
      Request request, String subject, Factor.Kind kind, String reason) {
    return AuditEvent.of(AuditEvent.Type.FACTOR_REFUSED, request)
        .with("sub", subject)
        .with("factor", name(kind))
        .with("reason", reason);
  }

  private static AuditEvent about(AuditEvent.Type type, Request request, Factor factor) {
    return AuditEvent.of(type, request)
        .with("sub", factor.subject())
        .with("factor", name(factor.kind()))
        .with("factor_id", factor.id());
  }

  /// Recovery codes took the place of others.
  public static AuditEvent madeCodes(Request request, String subject, RecoveryCodes.Made made) {
    return AuditEvent.of(AuditEvent.Type.FACTOR_ADDED, request)
        .with("sub", subject)
        .with("factor", name(Factor.Kind.RECOVERY_CODE))
        .with("codes", String.valueOf(made.codes().size()))
        .with("codes_replaced", String.valueOf(made.before()));
  }

  /// Recovery codes went with the last that they were for.
  public static AuditEvent removedCodes(Request request, String subject, int codes) {
    return AuditEvent.of(AuditEvent.Type.FACTOR_REMOVED, request)
        .with("sub", subject)
        .with("factor", name(Factor.Kind.RECOVERY_CODE))
        .with("codes", String.valueOf(codes));
  }

  static String name(Factor.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
