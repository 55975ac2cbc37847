package dev.mapae.resourceserver;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// What a [ResourceServer] goes by. `of(issuer, audience)` is enough; each other method answers
/// settings that differ in one point.
public final class ResourceServerSettings {
  private static final Duration MAX_LEEWAY = Duration.ofMinutes(5);

  private final List<TrustedIssuer> issuers;
  private final Duration leeway;
  private final Optional<String> realm;
  private final Optional<ProtectedResourceMetadata> metadata;
  private final KeyBinding binding;

  private ResourceServerSettings(
      List<TrustedIssuer> issuers,
      Duration leeway,
      Optional<String> realm,
      Optional<ProtectedResourceMetadata> metadata,
      KeyBinding binding) {
    this.issuers = issuers;
    this.leeway = leeway;
    this.realm = realm;
    this.metadata = metadata;
    this.binding = binding;
  }

  /// Settings with every default.
  ///
  /// @param issuer the issuer identifier, as in `iss`
  /// @param audience the identifier of this API, as in `aud`
  /// @throws IllegalArgumentException for an issuer that is not an https URL (http only on
  ///   loopback)
  public static ResourceServerSettings of(String issuer, String audience) {
    return of(TrustedIssuer.of(issuer, audience));
  }

  /// Settings with every default, for an issuer of which more is to be said, or for several.
  ///
  /// A token is for the issuer that its `iss` names, exactly; one that names none, since it is no
  /// JWT, is for the one with [TrustedIssuer#introspection(Introspection)].
  ///
  /// @throws IllegalArgumentException when two are the same, or two are asked about tokens
  public static ResourceServerSettings of(TrustedIssuer issuer, TrustedIssuer... more) {
    List<TrustedIssuer> issuers = Stream.concat(Stream.of(issuer), Stream.of(more)).toList();
    if (issuers.stream().map(TrustedIssuer::issuer).distinct().count() < issuers.size()) {
      throw new IllegalArgumentException("An issuer is there twice.");
    }
    if (issuers.stream().filter(i -> i.introspection().isPresent()).count() > 1) {
      throw new IllegalArgumentException(
          "A token that names no issuer can be shown to one issuer only.");
    }
    return new ResourceServerSettings(
        issuers,
        Duration.ofSeconds(10),
        Optional.empty(),
        Optional.empty(),
        KeyBinding.of(located(issuers).flatMap(TrustedIssuer::location)));
  }

  /// The first of them for which the audience says where this API is.
  private static Optional<TrustedIssuer> located(List<TrustedIssuer> issuers) {
    return issuers.stream().filter(issuer -> issuer.location().isPresent()).findFirst();
  }

  /// Lets the clocks of issuer and API differ by this much; to begin with it is 10 seconds.
  ///
  /// @throws IllegalArgumentException for less than nothing, or more than five minutes
  public ResourceServerSettings leeway(Duration leeway) {
    if (leeway.isNegative() || leeway.compareTo(MAX_LEEWAY) > 0) {
      throw new IllegalArgumentException("The leeway is between nothing and five minutes.");
    }
    return new ResourceServerSettings(issuers, leeway, realm, metadata, binding);
  }

  /// Names a `realm` in the challenges. RFC 6750 §3.
  public ResourceServerSettings realm(String realm) {
    return new ResourceServerSettings(issuers, leeway, Optional.of(realm), metadata, binding);
  }

  /// Describes this API to clients, and points to that in every challenge. RFC 9728 §5.1. An
  /// adapter publishes it.
  public ResourceServerSettings metadata(ProtectedResourceMetadata metadata) {
    return new ResourceServerSettings(issuers, leeway, realm, Optional.of(metadata), binding);
  }

  /// Describes this API to clients, beginning with what is known already: its audience (with
  /// several issuers the first one that is a URL), its issuers, and the DPoP proofs that it takes.
  ///
  /// ```java
  /// settings.metadata(m -> m.scopesSupported("playlist.read").resourceName("Music API"))
  /// ```
  ///
  /// @throws IllegalArgumentException when no audience is an https URL (http only on loopback), or
  ///   the first that is has a fragment; then the other method takes one
  public ResourceServerSettings metadata(UnaryOperator<ProtectedResourceMetadata> more) {
    TrustedIssuer named = located(issuers).orElse(issuers.get(0));
    return metadata(
        more.apply(
            ProtectedResourceMetadata.of(named.audience(), named.issuer())
                .authorizationServers(issuers.stream().map(TrustedIssuer::issuer).toList())));
  }

  /// The same with metadata that say what is known already, where an audience is an https URL (http
  /// only on loopback); any other identifier has no place for them. Metadata that were given before
  /// stay.
  ///
  /// @throws IllegalArgumentException when there are none yet, and the first audience that is a URL
  ///   has a fragment
  public ResourceServerSettings describedIfLocated() {
    return metadata.isEmpty() && located(issuers).isPresent() ? metadata(m -> m) : this;
  }

  /// Says where clients see this API, which DPoP proofs are held to (RFC 9449 §4.3). To begin with
  /// it is the origin of the audience, where that is a URL, with several issuers of the first that
  /// is one; where none is, tokens that are bound to a DPoP key are refused without this. It is one
  /// place in any case.
  ///
  /// @param uri its origin, and the path that a proxy takes away before a request arrives, such as
  ///   `https://example.com/music`
  /// @throws IllegalArgumentException for what is not an https URL (http only on loopback), and for
  ///   one with query or fragment
  public ResourceServerSettings publishedAt(URI uri) {
    return with(binding.publishedAt(uri));
  }

  /// Takes only tokens that are bound to a key: by DPoP or by a certificate. RFC 9700 §2.2.1.
  public ResourceServerSettings requireBoundTokens() {
    return with(binding.require());
  }

  /// Takes only DPoP proofs with a nonce of this API, so that they cannot be made in advance; a
  /// client without one is told it, and sends its request again. RFC 9449 §9.
  ///
  /// @param nonces [DpopNonces#own()], or [DpopNonces#shared(byte[])] at several nodes
  public ResourceServerSettings requireDpopNonce(DpopNonces nonces) {
    return with(binding.nonces(nonces));
  }

  /// Takes only DPoP proofs that are signed by one of these; to begin with all that are asymmetric.
  ///
  /// @throws IllegalArgumentException for one that this library does not know
  public ResourceServerSettings dpopAlgorithms(String... algorithms) {
    return with(binding.dpopAlgorithms(List.of(algorithms)));
  }

  /// Remembers used DPoP proofs here, for several nodes behind one address; to begin with in the
  /// memory of this process. RFC 9449 §11.1.
  public ResourceServerSettings spentProofs(SpentProofs store) {
    return with(binding.spentProofs(store));
  }

  /// Takes the certificate of the client out of this header, where a proxy makes the TLS
  /// connections. RFC 9440 §2, RFC 8705 §6.5.
  ///
  /// The proxy has to overwrite what a client sends in that header, and the address that counts has
  /// to be the one of the connection: not one that the server takes out of `X-Forwarded-For`.
  ///
  /// @param name mostly `Client-Cert`
  /// @param proxies the addresses whose requests are believed, such as `10.0.0.7`
  /// @throws IllegalArgumentException for no proxy, or what is no address
  public ResourceServerSettings clientCertificateHeader(String name, String... proxies) {
    if (proxies.length == 0) {
      throw new IllegalArgumentException("Which proxies are to be believed?");
    }
    return with(binding.certificateHeader(new CertificateHeader(name, List.of(proxies))));
  }

  /// The same, whoever sends the request: for a network in which nobody but the proxy can. Anybody
  /// else who can makes himself out to be any client by a certificate that is public.
  public ResourceServerSettings insecureClientCertificateHeader(String name) {
    return with(binding.certificateHeader(new CertificateHeader(name, List.of())));
  }

  private ResourceServerSettings with(KeyBinding binding) {
    return new ResourceServerSettings(issuers, leeway, realm, metadata, binding);
  }

  List<TrustedIssuer> issuers() {
    return issuers;
  }

  Duration leeway() {
    return leeway;
  }

  Optional<String> realm() {
    return realm;
  }

  Optional<ProtectedResourceMetadata> metadata() {
    return binding.publishedAt().isEmpty()
        ? metadata
        : metadata.map(m -> m.dpopSigningAlgValuesSupported(binding.dpopAlgorithms()));
  }

  KeyBinding binding() {
    return binding;
  }
}
