package dev.mapae.resourceserver;

import dev.mapae.protocol.ProtocolException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An authorization server whose tokens an API takes. `of(issuer, audience)` is enough; each other
/// method answers one that differs in one point.
public final class TrustedIssuer {
  private static final List<String> RFC_9068 = List.of("at+jwt");

  private final String issuer;
  private final List<String> audiences;
  private final List<String> acceptedTyp;
  private final Optional<URI> jwksUri;
  private final Optional<Introspection> introspection;
  private final String rolesClaim;

  private TrustedIssuer(
      String issuer,
      List<String> audiences,
      List<String> acceptedTyp,
      Optional<URI> jwksUri,
      Optional<Introspection> introspection,
      String rolesClaim) {
    this.issuer = issuer;
    this.audiences = List.copyOf(audiences);
    this.acceptedTyp = List.copyOf(acceptedTyp);
    this.jwksUri = jwksUri;
    this.introspection = introspection;
    this.rolesClaim = rolesClaim;
    check();
  }

  private void check() {
    URI uri = URI.create(issuer);
    if (!HttpFetcher.isAllowed(uri) || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "The issuer must be an https URL (http only on loopback) without query and fragment: "
              + issuer);
    }
    if (jwksUri.filter(keys -> !HttpFetcher.isAllowed(keys)).isPresent()) {
      throw new IllegalArgumentException(
          "Keys come from an https URL (http only on loopback): " + jwksUri.get());
    }
    if (introspection.isPresent() && !acceptedTyp.equals(RFC_9068)) {
      throw new IllegalArgumentException(
          "An issuer that is asked about its tokens says what they are; leave out acceptTyp.");
    }
    if (introspection.filter(asked -> !asked.signedAnswers().isPresent()).isPresent()
        && jwksUri.isPresent()) {
      throw new IllegalArgumentException(
          "Keys are of no use for answers that nobody signed; leave out jwksUri, or ask for"
              + " Introspection.signed().");
    }
    if (audiences.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "The audience is the identifier of this API; it is empty.");
    }
    if (rolesClaim.isBlank()) {
      throw new IllegalArgumentException("The claim that has the roles has a name; it is empty.");
    }
  }

  /// An issuer of JWTs (RFC 9068), with every default.
  ///
  /// @param issuer the issuer identifier, exactly as it stands in the tokens (RFC 8414 §2)
  /// @param audience the API, exactly as it stands in the `aud` of tokens of this issuer: its
  ///   resource identifier (RFC 8707 §2)
  /// @throws IllegalArgumentException for an issuer that is not an https URL (http only on
  ///   loopback) or has a query or fragment, and for an empty audience
  public static TrustedIssuer of(String issuer, String audience) {
    return new TrustedIssuer(
        issuer, List.of(audience), RFC_9068, Optional.empty(), Optional.empty(), "roles");
  }

  /// Accepts tokens for one more audience: while this API changes its identifier, or where it has
  /// two. The first one stays the name that it has in its metadata, and says where it is. RFC 7519
  /// §4.1.3.
  ///
  /// @throws IllegalArgumentException for an empty one
  public TrustedIssuer alsoFor(String audience) {
    List<String> more = new ArrayList<>(audiences);
    more.add(audience);
    return new TrustedIssuer(issuer, more, acceptedTyp, jwksUri, introspection, rolesClaim);
  }

  /// Accepts tokens of one more `typ`, for issuers that do not follow RFC 9068. `JWT` stands for
  /// tokens without any `typ` as well (RFC 7519 §5.1).
  ///
  /// With `JWT`, tokens are refused that say themselves that they are none for an API: by a
  /// `token_use` that is not `access` (Amazon Cognito), a claim `typ` of `ID`, `Refresh`, `Offline`
  /// or `Logout` (Keycloak), `at_hash` or `c_hash` (OIDC Core §3.3.2.11), or the event of a logout
  /// token. The access tokens of dex have an `at_hash`, since it makes them as it makes ID tokens:
  /// those are taken by [#introspection] alone, where dex says the same of both. Any other ID token
  /// is told from an access token by its audience alone (RFC 8725 §3.12); so the audience must not
  /// be the `client_id` of a client of the issuer, unless every request has to have a scope
  /// ([Requirement#scope]), where its ID tokens have none, as those of Entra ID. It is one to begin
  /// with in Spring Authorization Server, which gives access tokens the audience of ID tokens, and
  /// in Entra ID v2.0, where it is that of the application that the API is registered as.
  ///
  /// @throws IllegalArgumentException for an issuer that is asked about its tokens, which says
  ///   itself what they are
  public TrustedIssuer acceptTyp(String typ) {
    List<String> more = new ArrayList<>(acceptedTyp);
    more.add(typ);
    return new TrustedIssuer(issuer, audiences, more, jwksUri, introspection, rolesClaim);
  }

  /// Fetches the keys from here, for issuers without metadata.
  ///
  /// @throws IllegalArgumentException for what is not an https URL (http only on loopback), and for
  ///   an issuer that is asked about its tokens, unless its answers are signed
  public TrustedIssuer jwksUri(URI uri) {
    return new TrustedIssuer(
        issuer, audiences, acceptedTyp, Optional.of(uri), introspection, rolesClaim);
  }

  /// The audience, where it says where the API is: as a URL, mostly its resource identifier.
  Optional<URI> location() {
    try {
      return Optional.of(URI.create(audience())).filter(HttpFetcher::isAllowed);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Asks the issuer about each of its tokens, JWTs or not. RFC 7662.
  ///
  /// @throws IllegalArgumentException for an issuer with a `typ` of its own, or with keys, unless
  ///   its answers are signed
  public TrustedIssuer introspection(Introspection introspection) {
    return new TrustedIssuer(
        issuer, audiences, acceptedTyp, jwksUri, Optional.of(introspection), rolesClaim);
  }

  /// Reads the roles of a subject out of another claim than `roles`.
  ///
  /// @param claim its name, or names with dots between, each a member of the one before:
  ///   `realm_access.roles` for the roles of a realm of Keycloak. It is one text or a list of them
  /// @throws IllegalArgumentException for an empty name
  public TrustedIssuer rolesClaim(String claim) {
    return new TrustedIssuer(issuer, audiences, acceptedTyp, jwksUri, introspection, claim);
  }

  String issuer() {
    return issuer;
  }

  /// The first one.
  String audience() {
    return audiences.get(0);
  }

  /// @param aud of a token
  /// @throws ProtocolException `invalid_token` when it names none of the audiences
  void requireAudience(List<String> aud) {
    if (audiences.stream().noneMatch(aud::contains)) {
      throw Claims.invalid(
          "The token is for another API; this one is " + String.join(" or ", audiences) + ".");
    }
  }

  /// The `typ` values of JWTs; `at+jwt` alone (RFC 9068 §4) where nothing else is said.
  List<String> acceptedTyp() {
    return acceptedTyp;
  }

  /// Where the keys are, unless the issuer's metadata say it.
  Optional<URI> jwksUri() {
    return jwksUri;
  }

  /// How the issuer is asked about its tokens, unless they are JWTs.
  Optional<Introspection> introspection() {
    return introspection;
  }

  /// Where the roles are; `roles` (RFC 9068 §2.2.3.1) where nothing else is said.
  String rolesClaim() {
    return rolesClaim;
  }
}
