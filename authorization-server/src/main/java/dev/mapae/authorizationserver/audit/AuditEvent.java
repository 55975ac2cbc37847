package dev.mapae.authorizationserver.audit;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.protocol.ProtocolError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One thing that happened, worth a line: who, for whom, from where, and how it ended. Never a
/// secret or a token.
///
/// @param type what happened
/// @param remoteAddress from where; empty for what the server does by itself
/// @param facts `client_id`, `sub`, `scope`, `error` and the like
public record AuditEvent(Type type, String remoteAddress, Map<String, String> facts) {
  public AuditEvent {
    facts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /// What can happen.
  public enum Type {
    SIGN_IN,
    SIGN_IN_REFUSED,
    /// The password was right, and what came after it was not.
    SECOND_FACTOR_REFUSED,
    /// Somebody has one more thing to sign in with, or one less.
    FACTOR_ADDED,
    FACTOR_REMOVED,
    /// Somebody wanted one more, and what they showed of it was not right, or it was one too many.
    FACTOR_REFUSED,
    /// Somebody can sign in by an account at another provider, or no longer.
    UPSTREAM_CONNECTED,
    UPSTREAM_DISCONNECTED,
    /// A password was right, and something else has to be shown.
    FIRST_FACTOR,
    /// Somebody who was signed in showed more.
    STEP_UP,
    /// Somebody wants a link to sign in by; a mail went out if they are somebody.
    SIGN_IN_LINK_REQUESTED,
    SIGN_IN_LINK_REFUSED,
    SIGN_OUT,
    SIGN_OUT_REFUSED,
    /// Somebody ended their own sessions elsewhere.
    SESSIONS_ENDED,
    /// Somebody made an account for themselves.
    PERSON_REGISTERED,
    PERSON_REGISTRATION_REFUSED,
    /// A site signed somebody in who was not here, or said other things of them than before.
    PERSON_BROUGHT,
    PERSON_CHANGED,
    PERSON_ENABLED,
    PERSON_DISABLED,
    PERSON_DELETED,
    PASSWORD_CHANGED,
    /// Somebody wanted a new one that may not be one.
    PASSWORD_CHANGE_REFUSED,
    PROFILE_CHANGED,
    DATA_EXPORTED,
    /// Somebody wanted it again and again.
    DATA_EXPORT_REFUSED,
    DELETION_REQUESTED,
    DELETION_TAKEN_BACK,
    /// Somebody said that they forgot a password; a mail went out if it is somebody's.
    PASSWORD_FORGOTTEN,
    PASSWORD_FORGOTTEN_REFUSED,
    /// Somebody chose a new password by a link that was sent to them.
    PASSWORD_RESET,
    PASSWORD_RESET_REFUSED,
    /// Somebody wants another address, and a mail went there.
    ADDRESS_CHANGE_REQUESTED,
    /// Somebody proved that an address is theirs.
    ADDRESS_CONFIRMED,
    ADDRESS_CONFIRMATION_REFUSED,
    MAIL_SENT,
    /// Somebody never got a mail.
    MAIL_UNDELIVERED,
    /// A client was never told that a session ended: OpenID Connect Back-Channel Logout and
    /// Front-Channel Logout.
    LOGOUT_UNDELIVERED,
    CONSENT_GIVEN,
    CONSENT_DENIED,
    /// A person took back what they had allowed a client.
    CONSENT_REVOKED,
    TOKEN_ISSUED,
    TOKEN_REFUSED,
    /// A code was given without asking: it was allowed before, or need not be asked.
    AUTHORIZED,
    AUTHORIZATION_REFUSED,
    /// RFC 9126 §2.
    REQUEST_PUSHED,
    REQUEST_PUSH_REFUSED,
    /// RFC 8628 §3.1.
    DEVICE_REQUESTED,
    DEVICE_REQUEST_REFUSED,
    /// Somebody typed a code of no device.
    USER_CODE_REFUSED,
    /// RFC 7591 §3, RFC 7592 §2.
    CLIENT_REGISTERED,
    REGISTRATION_CHANGED,
    REGISTRATION_DELETED,
    REGISTRATION_REFUSED,
    REPLAY,
    REVOCATION,
    REVOCATION_REFUSED,
    INTROSPECTION_REFUSED,
    /// A page ended in an error: a form that was forged, is too old or was made for another
    /// browser, somebody who comes back from where this browser did not go, and the like.
    PAGE_REFUSED,
    /// A site that signs people in was told nothing, or what it said was not taken.
    INTERACTION_REFUSED,
    USERINFO_REFUSED,
    CONFIGURATION_CHANGED,
    KEY_CREATED,
    /// One that somebody may know, so that what it made is no longer good.
    KEY_WITHDRAWN,
    /// One that made nothing which is still good.
    KEY_REMOVED,
    KEY_RESEALED;

    // Made once, since there is an event with each token.
    private final String word = name().toLowerCase(Locale.ROOT);

    /// As it is told: `token_issued`.
    public String word() {
      return word;
    }
  }

  public static AuditEvent of(Type type, Request request) {
    return of(type, request, Map.of());
  }

  /// Something that a request caused, with all that is known of it.
  ///
  /// @param facts in the order in which they are told
  public static AuditEvent of(Type type, Request request, Map<String, String> facts) {
    return new AuditEvent(type, request.remoteAddress(), facts);
  }

  /// A page that ended in an error. One line of the log, as any refusal, and no row.
  public static AuditEvent pageRefused(Request request, ProtocolError error) {
    return of(Type.PAGE_REFUSED, request)
        .with("method", request.method())
        .with("path", request.path())
        .with("error", error.code());
  }

  /// Something that no request caused.
  public static AuditEvent ofServer(Type type) {
    return new AuditEvent(type, "", Map.of());
  }

  /// The same with the types of authorization details, if there are any, and no more of them: they
  /// may be personal. RFC 9396 §13.
  public AuditEvent withTypes(List<AuthorizationDetail> details) {
    return details.isEmpty()
        ? this
        : with(AuthorizationDetail.TYPES, AuthorizationDetail.types(details));
  }

  /// The same with one fact more.
  public AuditEvent with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(facts);
    more.put(name, value);
    return new AuditEvent(type, remoteAddress, more);
  }
}
