package dev.mapae.authorizationserver.discovery;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.authentication.Acr;
import dev.mapae.authorizationserver.clientauth.ClientAuthentication;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.jar.RequestObjects;
import dev.mapae.authorizationserver.key.KeyKind;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.SigningAlgorithm;
import dev.mapae.authorizationserver.response.ResponseMode;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.ResponseEncryption;
import dev.mapae.authorizationserver.store.ResponseJwt;
import dev.mapae.protocol.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What the server says of itself. RFC 8414 §2, OpenID Connect Discovery §3, RFC 9207 §3, RFC 9126
/// §5, RFC 9101 §9.2.
///
/// @param endpoints the members that name an endpoint (`token_endpoint`, …) with its path below the
///   issuer, as the routes have them
/// @param grantTypes the grants that the token endpoint has
/// @param authMethods the methods of client authentication
/// @param requirePushed whether authorization requests have to be pushed
/// @param requireSigned whether authorization requests have to be signed (RFC 9101 §10.5)
/// @param dpopAlgorithms the `alg`s of DPoP proofs (RFC 9449 §5.1)
/// @param certificateBound whether tokens can be bound to a certificate (RFC 8705 §3.3)
/// @param clientIdMetadataDocuments whether clients are known by the URL of their metadata document
///   (draft-ietf-oauth-client-id-metadata-document-02 §6), where they need not push
/// @param peopleMayRegister whether people can make an account for themselves (Initiating User
///   Registration via OpenID Connect 1.0 §4.1)
/// @param uiLocales the languages of the pages
/// @param every what every client is held to: what it can never use is not there
public record Metadata(
    Issuer issuer,
    Map<String, String> endpoints,
    List<String> grantTypes,
    List<String> authMethods,
    boolean requirePushed,
    boolean requireSigned,
    List<String> dpopAlgorithms,
    boolean certificateBound,
    boolean clientIdMetadataDocuments,
    boolean peopleMayRegister,
    List<String> uiLocales,
    Requirements every) {
  public Metadata {
    endpoints = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(endpoints));
    grantTypes = List.copyOf(grantTypes);
    authMethods = List.copyOf(authMethods);
    dpopAlgorithms = List.copyOf(dpopAlgorithms);
    uiLocales = List.copyOf(uiLocales);
  }

  /// The document.
  ///
  /// @param keys the server's: request objects are encrypted for those that there are
  public byte[] json(Catalog catalog, KeyRing keys) {
    Json json = Json.object().with("issuer", issuer.value());
    endpoints.forEach((member, path) -> json.with(member, issuer.url(path)));
    List<String> signing =
        authMethods.stream()
            .flatMap(m -> ClientAuthentication.signingAlgorithms(m).stream())
            .filter(every::allows)
            .toList();
    List<String> withSecret = authMethods.stream().filter(m -> !m.equals("none")).toList();
    List<String> claims = new ArrayList<>(List.of("sub", "iss", "aud", "exp", "iat", "auth_time"));
    claims.addAll(List.of("nonce", "acr", "amr", "at_hash", "sid"));
    claims.addAll(catalog.claims(catalog.own()));
    if (certificateBound) {
      json.with(Requirements.CERTIFICATE_BOUND, true);
    }
    // The document of one that is not known is fetched for a person at the authorization endpoint.
    if (clientIdMetadataDocuments && !requirePushed) {
      json.with("client_id_metadata_document_supported", true);
    }
    Stream.of(ResponseJwt.values())
        .forEach(jwt ->
            json.with(jwt.signingAlgValuesSupported(), allowed(SigningAlgorithm.ALL))
                .with(jwt.encryptionAlgValuesSupported(), ResponseEncryption.ALGORITHMS)
                .with(jwt.encryptionEncValuesSupported(), ResponseEncryption.METHODS));
    if (!catalog.detailsTypes().isEmpty()) {
      json.with("authorization_details_types_supported", catalog.detailsTypes());
    }
    List<String> encryption =
        RequestObjects.encryptionAlgorithms().stream()
            .filter(alg -> !keys.opening(KeyKind.opening(alg)).isEmpty())
            .toList();
    if (!encryption.isEmpty()) {
      json.with("request_object_encryption_alg_values_supported", encryption)
          .with(
              "request_object_encryption_enc_values_supported", RequestObjects.encryptionMethods());
    }
    return json.with("scopes_supported", catalog.all())
        .with("response_types_supported", List.of("code"))
        .with(
            "response_modes_supported",
            Stream.of(ResponseMode.values())
                .map(ResponseMode::parameter)
                .filter(every::allowsResponseMode)
                .toList())
        .with("grant_types_supported", grantTypes)
        .with("token_endpoint_auth_methods_supported", authMethods)
        .with("revocation_endpoint_auth_methods_supported", authMethods)
        .with("introspection_endpoint_auth_methods_supported", withSecret)
        .with("token_endpoint_auth_signing_alg_values_supported", signing)
        .with("revocation_endpoint_auth_signing_alg_values_supported", signing)
        .with("introspection_endpoint_auth_signing_alg_values_supported", signing)
        .with("code_challenge_methods_supported", List.of("S256"))
        .with("dpop_signing_alg_values_supported", allowed(dpopAlgorithms))
        .with("authorization_response_iss_parameter_supported", true)
        .with("subject_types_supported", List.of("public", "pairwise"))
        .with("acr_values_supported", Acr.SUPPORTED)
        .with("claim_types_supported", List.of("normal"))
        .with("claims_supported", claims)
        .with("claims_parameter_supported", true)
        .with("require_pushed_authorization_requests", requirePushed)
        .with("request_parameter_supported", true)
        // What was pushed has one all the same. RFC 9126 §5.
        .with("request_uri_parameter_supported", !requirePushed)
        .with("require_request_uri_registration", true)
        .with("require_signed_request_object", requireSigned)
        .with(
            "request_object_signing_alg_values_supported",
            allowed(RequestObjects.signingAlgorithms()))
        .with("prompt_values_supported", prompts())
        .with("backchannel_logout_supported", true)
        .with("backchannel_logout_session_supported", true)
        .with("frontchannel_logout_supported", true)
        .with("frontchannel_logout_session_supported", true)
        .with("ui_locales_supported", uiLocales)
        .with("service_documentation", issuer.url(Paths.ERRORS))
        .bytes();
  }

  private List<String> prompts() {
    List<String> prompts = new ArrayList<>(List.of("none", "login", "consent", "select_account"));
    if (peopleMayRegister) {
      prompts.add("create");
    }
    return prompts;
  }

  private List<String> allowed(List<String> algorithms) {
    return algorithms.stream().filter(every::allows).toList();
  }
}
