package dev.mapae.resourceserver;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a [ResourceServer] goes by. `of(issuer, audience)` is enough; each other method answers
/// settings that differ in one point.
///
/// @param issuer the issuer identifier, exactly as it stands in the tokens (RFC 8414 §2)
/// @param audience this API, exactly as it stands in the `aud` of its tokens: its resource
///   identifier (RFC 8707 §2)
/// @param acceptedTyp the `typ` values of tokens; to begin with `at+jwt` alone (RFC 9068 §4)
/// @param leeway how far the clocks may differ; to begin with 10 seconds
/// @param realm the `realm` of the challenges (RFC 6750 §3); none to begin with
/// @param resourceMetadata where this API publishes its metadata (RFC 9728 §5.1); none to begin
///   with
/// @param jwksUri where the keys are; to begin with this is asked of the issuer's metadata
public record ResourceServerSettings(
    String issuer,
    String audience,
    List<String> acceptedTyp,
    Duration leeway,
    Optional<String> realm,
    Optional<URI> resourceMetadata,
    Optional<URI> jwksUri) {
  private static final Duration MAX_LEEWAY = Duration.ofMinutes(5);

  public ResourceServerSettings {
    acceptedTyp = List.copyOf(acceptedTyp);
    URI uri = URI.create(issuer);
    if (!HttpFetcher.isAllowed(uri) || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "The issuer must be an https URL (http only on loopback) without query and fragment: "
              + issuer);
    }
    if (audience.isBlank()) {
      throw new IllegalArgumentException(
          "The audience is the identifier of this API; it is empty.");
    }
    if (leeway.isNegative() || leeway.compareTo(MAX_LEEWAY) > 0) {
      throw new IllegalArgumentException("The leeway is between nothing and five minutes.");
    }
  }

  /// Settings with every default.
  ///
  /// @throws IllegalArgumentException for an issuer that is not an https URL (http only on
  ///   loopback)
  public static ResourceServerSettings of(String issuer, String audience) {
    return new ResourceServerSettings(
        issuer,
        audience,
        List.of("at+jwt"),
        Duration.ofSeconds(10),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// Accepts tokens of one more `typ`, for issuers that do not follow RFC 9068. With `JWT`, an ID
  /// token is told from an access token by its audience alone; so this API must not be a client of
  /// the issuer under the same name.
  public ResourceServerSettings acceptTyp(String typ) {
    List<String> more = new ArrayList<>(acceptedTyp);
    more.add(typ);
    return new ResourceServerSettings(
        issuer, audience, more, leeway, realm, resourceMetadata, jwksUri);
  }

  /// Lets the clocks of issuer and API differ by this much, five minutes at most.
  public ResourceServerSettings leeway(Duration leeway) {
    return new ResourceServerSettings(
        issuer, audience, acceptedTyp, leeway, realm, resourceMetadata, jwksUri);
  }

  /// Names a `realm` in the challenges.
  public ResourceServerSettings realm(String realm) {
    return new ResourceServerSettings(
        issuer, audience, acceptedTyp, leeway, Optional.of(realm), resourceMetadata, jwksUri);
  }

  /// Names the metadata of this API in the challenges: [ProtectedResourceMetadata#uri()].
  public ResourceServerSettings resourceMetadata(URI uri) {
    return new ResourceServerSettings(
        issuer, audience, acceptedTyp, leeway, realm, Optional.of(uri), jwksUri);
  }

  /// Fetches the keys from here, for issuers without metadata.
  public ResourceServerSettings jwksUri(URI uri) {
    return new ResourceServerSettings(
        issuer, audience, acceptedTyp, leeway, realm, resourceMetadata, Optional.of(uri));
  }
}
