/// Accepts or refuses a token at an API: the resource server of RFC 6749 §1.1.
///
/// Three lines protect an API:
///
/// ```java
/// ResourceServer api = ResourceServer.of("https://id.example.com", "https://api.example.com/");
/// Authenticator<VerifiedToken> write = api.require(Requirement.scope("playlist.write"));
/// Outcome<VerifiedToken> outcome = write.authenticate(request);
/// ```
///
/// The request is a [ResourceRequest], which the adapters make. The outcome is either
/// [Outcome.Accepted] with a [VerifiedToken], or [Outcome.Refused] with a [Refusal] that knows its
/// status and its headers:
///
/// | what came | what the refusal says |
/// | --- | --- |
/// | no token | 401, a bare challenge |
/// | two tokens, an empty one, a header that is too long | 400 `invalid_request` |
/// | a token that is malformed, forged, expired, of another issuer or for another API | 401 `invalid_token` |
/// | a token that is bound to a key, without that key | 401 `invalid_token` |
/// | a DPoP proof that is no good | 401 `invalid_dpop_proof`, `use_dpop_nonce` |
/// | a good token that does not allow this | 403 `insufficient_scope` |
/// | a token that cannot be checked, since its issuer does not answer | 503 `temporarily_unavailable` |
///
/// [TrustedIssuer] is where more is said of an issuer, or of several: [Introspection] asks it about
/// tokens that are no JWTs (RFC 7662). Tokens that are bound to a key are held to it: by a DPoP
/// proof (RFC 9449) or the certificate of the connection (RFC 8705). The keys of the issuer are
/// found and kept fresh without being asked. Signatures are checked by Amazon Corretto Crypto
/// Provider where it is on the class path, and by the JDK otherwise. [BasicAuthenticator] is the
/// same [Authenticator] for HTTP Basic, and [ProtectedResourceMetadata] tells clients where to get
/// a token. Adapters to Jakarta Servlet and to the JDK's own HTTP server are modules of their own.
@NullMarked
package dev.mapae.resourceserver;

import org.jspecify.annotations.NullMarked;
