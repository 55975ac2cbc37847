package dev.mapae.protocol;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// An error that a specification defines, as it appears on the wire. RFC 6749 §4.1.2.1 and §5.2,
/// RFC 6750 §3.1, RFC 7591 §3.2.2, RFC 8628 §3.5, RFC 8707 §2, RFC 9449 §12.2, OIDC Core §3.1.2.6.
///
/// The description says what was wrong with this very request and how to mend it. It is read by the
/// developer of the client and never holds a secret.
public sealed interface ProtocolError {
  /// The value of `error`.
  String code();

  /// The value of `error_description`.
  String description();

  /// The HTTP status where the error is answered directly rather than through a redirect.
  default int status() {
    return 400;
  }

  /// Makes the throwable that carries this error to the boundary where it is rendered.
  default ProtocolException exception() {
    return new ProtocolException(this);
  }

  /// One of the others that is shown to a person, who reads in their own language what happened.
  ///
  /// @param as what it is on the wire
  /// @param mishap what happened, as a word that the server's pages know it by
  record ForPerson(ProtocolError as, String mishap) implements ProtocolError {
    @Override
    public String code() {
      return as.code();
    }

    @Override
    public String description() {
      return as.description();
    }

    @Override
    public int status() {
      return as.status();
    }
  }

  /// RFC 6749 §4.1.2.1, §5.2: a parameter is missing, repeated or malformed.
  record InvalidRequest(String description) implements ProtocolError {
    @Override
    public String code() {
      return "invalid_request";
    }
  }

  /// A request larger than this server reads; the same code with the status of RFC 9110 §15.5.14.
  record RequestTooLarge(String description) implements ProtocolError {
    @Override
    public String code() {
      return "invalid_request";
    }

    @Override
    public int status() {
      return 413;
    }
  }

  /// RFC 6749 §5.2: client authentication failed, is missing, or used a method that the client did
  /// not register.
  record InvalidClient(String description) implements ProtocolError {
    @Override
    public String code() {
      return "invalid_client";
    }

    @Override
    public int status() {
      return 401;
    }
  }

  /// RFC 6749 §5.2: the code or refresh token is invalid, expired, revoked, or was issued to
  /// another client.
  record InvalidGrant(String description) implements ProtocolError {
    @Override
    public String code() {
      return "invalid_grant";
    }
  }

  /// RFC 6749 §5.2: the client is not registered for this grant or response type.
  record UnauthorizedClient(String description) implements ProtocolError {
    @Override
    public String code() {
      return "unauthorized_client";
    }
  }

  /// RFC 6749 §5.2: this server has no such grant.
  record UnsupportedGrantType(String description) implements ProtocolError {
    @Override
    public String code() {
      return "unsupported_grant_type";
    }
  }

  /// RFC 6749 §4.1.2.1: this server has no such response type.
  record UnsupportedResponseType(String description) implements ProtocolError {
    @Override
    public String code() {
      return "unsupported_response_type";
    }
  }

  /// RFC 6749 §3.3: the scope is unknown, malformed, or more than this client may have.
  record InvalidScope(String description) implements ProtocolError {
    @Override
    public String code() {
      return "invalid_scope";
    }
  }

  /// RFC 8707 §2: the resource is unknown, malformed, or has to be chosen.
  record InvalidTarget(String description) implements ProtocolError {
    @Override
    public String code() {
      return "invalid_target";
    }
  }

  /// RFC 9396 §5: authorization details of an unknown type, or that are not as their type wants
  /// them, or more than this client may have.
  record InvalidAuthorizationDetails(String description) implements ProtocolError {
    @Override
    public String code() {
      return "invalid_authorization_details";
    }
  }

  /// RFC 6749 §4.1.2.1: the resource owner or the server said no.
  record AccessDenied(String description) implements ProtocolError {
    @Override
    public String code() {
      return "access_denied";
    }
  }

  /// OIDC Core §3.1.2.6: the person has to sign in, and `prompt=none` forbids to ask; or another
  /// person signed in than was asked for.
  record LoginRequired(String description) implements ProtocolError {
    @Override
    public String code() {
      return "login_required";
    }
  }

  /// OIDC Core §3.1.2.6: the person has to consent, and `prompt=none` forbids to ask.
  record ConsentRequired(String description) implements ProtocolError {
    @Override
    public String code() {
      return "consent_required";
    }
  }

  /// OpenID Connect Core Unmet Authentication Requirements §2: an essential `acr` cannot be reached
  /// here.
  record UnmetAuthenticationRequirements(String description) implements ProtocolError {
    @Override
    public String code() {
      return "unmet_authentication_requirements";
    }
  }

  /// RFC 9101 §7, OIDC Core §3.1.2.6: the request object is malformed, or not one of this client
  /// for this server.
  record InvalidRequestObject(String description) implements ProtocolError {
    @Override
    public String code() {
      return "invalid_request_object";
    }
  }

  /// RFC 9101 §7, OIDC Core §3.1.2.6, RFC 9126 §4: what the `request_uri` refers to is not there.
  record InvalidRequestUri(String description) implements ProtocolError {
    @Override
    public String code() {
      return "invalid_request_uri";
    }
  }

  /// OIDC Core §3.1.2.6: this server takes no `registration` parameter.
  record RegistrationNotSupported(String description) implements ProtocolError {
    @Override
    public String code() {
      return "registration_not_supported";
    }
  }

  /// RFC 7591 §3.2.2: a redirect URI is not one that a client may register.
  record InvalidRedirectUri(String description) implements ProtocolError {
    @Override
    public String code() {
      return "invalid_redirect_uri";
    }
  }

  /// RFC 7591 §3.2.2: a member of the client metadata is not one that this client may register.
  record InvalidClientMetadata(String description) implements ProtocolError {
    @Override
    public String code() {
      return "invalid_client_metadata";
    }
  }

  /// RFC 7591 §3.2.2: the software statement is malformed, expired, or not signed by its issuer.
  record InvalidSoftwareStatement(String description) implements ProtocolError {
    @Override
    public String code() {
      return "invalid_software_statement";
    }
  }

  /// RFC 7591 §3.2.2: the software statement is one that this server does not take.
  record UnapprovedSoftwareStatement(String description) implements ProtocolError {
    @Override
    public String code() {
      return "unapproved_software_statement";
    }
  }

  /// RFC 6750 §3.1: the access token is expired, revoked, malformed, or meant for somebody else.
  record InvalidToken(String description) implements ProtocolError {
    @Override
    public String code() {
      return "invalid_token";
    }

    @Override
    public int status() {
      return 401;
    }
  }

  /// RFC 6750 §3.1: the access token is good, and does not allow this.
  ///
  /// @param scope what would be enough, as it goes into the challenge
  record InsufficientScope(String description, Scope scope) implements ProtocolError {
    @Override
    public String code() {
      return "insufficient_scope";
    }

    @Override
    public int status() {
      return 403;
    }
  }

  /// RFC 9470 §3: the access token is good, and the person would have to sign in in another way, or
  /// again.
  ///
  /// @param acrValues one of which would be enough, the best first; empty when any is
  /// @param maxAge how long ago the sign-in may be at most
  /// @param scope what is needed besides, as it goes into the challenge; empty when nothing is
  record InsufficientUserAuthentication(
      String description, List<String> acrValues, Optional<Duration> maxAge, Scope scope)
      implements ProtocolError {
    public InsufficientUserAuthentication {
      acrValues = List.copyOf(acrValues);
    }

    @Override
    public String code() {
      return "insufficient_user_authentication";
    }

    @Override
    public int status() {
      return 401;
    }
  }

  /// RFC 9449 §5 and §7.1: the DPoP proof is missing, malformed, of another request, or was used
  /// before.
  record InvalidDpopProof(String description) implements ProtocolError {
    @Override
    public String code() {
      return "invalid_dpop_proof";
    }
  }

  /// RFC 9449 §8 and §9: the DPoP proof needs a nonce of this server, which goes with this answer.
  record UseDpopNonce(String description) implements ProtocolError {
    @Override
    public String code() {
      return "use_dpop_nonce";
    }
  }

  /// RFC 8628 §3.5: the person has not answered yet; ask again after the `interval`.
  record AuthorizationPending(String description) implements ProtocolError {
    @Override
    public String code() {
      return "authorization_pending";
    }
  }

  /// RFC 8628 §3.5: the same, and the client asks too often.
  record SlowDown(String description) implements ProtocolError {
    @Override
    public String code() {
      return "slow_down";
    }
  }

  /// RFC 8628 §3.5: the device code is over.
  record ExpiredToken(String description) implements ProtocolError {
    @Override
    public String code() {
      return "expired_token";
    }
  }

  /// RFC 6749 §4.1.2.1: a fault of ours.
  record ServerError(String description) implements ProtocolError {
    @Override
    public String code() {
      return "server_error";
    }

    @Override
    public int status() {
      return 500;
    }
  }

  /// RFC 6749 §4.1.2.1: too much work just now; the same request may be sent again later.
  ///
  /// @param retryAfter when, in whole seconds
  record TemporarilyUnavailable(String description, Duration retryAfter) implements ProtocolError {
    /// Again in a second.
    public TemporarilyUnavailable(String description) {
      this(description, Duration.ofSeconds(1));
    }

    @Override
    public String code() {
      return "temporarily_unavailable";
    }

    @Override
    public int status() {
      return 503;
    }
  }

  /// RFC 9126 §2.3, RFC 6585 §4: too many from one client or address; the same code with that
  /// status.
  ///
  /// @param retryAfter when there is room for one more, in whole seconds
  record TooManyRequests(String description, Duration retryAfter) implements ProtocolError {
    /// Room in a second.
    public TooManyRequests(String description) {
      this(description, Duration.ofSeconds(1));
    }

    @Override
    public String code() {
      return "temporarily_unavailable";
    }

    @Override
    public int status() {
      return 429;
    }
  }
}
