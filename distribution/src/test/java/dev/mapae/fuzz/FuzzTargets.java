package dev.mapae.fuzz;

import dev.mapae.authorizationserver.EndpointsFuzz;
import dev.mapae.authorizationserver.authentication.WebAuthnFuzz;
import dev.mapae.authorizationserver.authorize.StepTokensFuzz;
import dev.mapae.authorizationserver.authorize.VerifiedRedirectUriFuzz;
import dev.mapae.authorizationserver.clientauth.AssertionFuzz;
import dev.mapae.authorizationserver.clientauth.TlsClientAuthFuzz;
import dev.mapae.authorizationserver.clientkey.ClientKeySetFuzz;
import dev.mapae.authorizationserver.details.DetailsParameterFuzz;
import dev.mapae.authorizationserver.device.UserCodesFuzz;
import dev.mapae.authorizationserver.door.OutcomeDocumentFuzz;
import dev.mapae.authorizationserver.http.CorsFuzz;
import dev.mapae.authorizationserver.http.RequestFuzz;
import dev.mapae.authorizationserver.issue.ClaimsRequestFuzz;
import dev.mapae.authorizationserver.issue.IdTokenHintsFuzz;
import dev.mapae.authorizationserver.jar.RequestObjectFuzz;
import dev.mapae.authorizationserver.key.HandlesFuzz;
import dev.mapae.authorizationserver.key.SealingFuzz;
import dev.mapae.authorizationserver.logo.LogoFuzz;
import dev.mapae.authorizationserver.outbound.OutboundUrlsFuzz;
import dev.mapae.authorizationserver.registration.ClientIdUrlFuzz;
import dev.mapae.authorizationserver.registration.MetadataFuzz;
import dev.mapae.authorizationserver.registration.SectorIdentifiersFuzz;
import dev.mapae.authorizationserver.store.CertificateSubjectFuzz;
import dev.mapae.authorizationserver.upstream.ProviderIdTokenFuzz;
import dev.mapae.authorizationserver.upstream.ProviderMetadataFuzz;
import dev.mapae.client.AnswerFuzz;
import dev.mapae.client.AuthorizationServerMetadataFuzz;
import dev.mapae.client.DecryptionFuzz;
import dev.mapae.client.IdTokenValidatorFuzz;
import dev.mapae.client.WwwAuthenticateFuzz;
import dev.mapae.distribution.http.ForwardedFuzz;
import dev.mapae.distribution.outbound.FreshnessFuzz;
import dev.mapae.distribution.settings.SettingsFuzz;
import dev.mapae.protocol.BasicCredentialsFuzz;
import dev.mapae.protocol.DpopProofFuzz;
import dev.mapae.protocol.JsonFuzz;
import dev.mapae.protocol.ParametersFuzz;
import dev.mapae.protocol.ScopeFuzz;
import dev.mapae.protocol.TargetUriFuzz;
import dev.mapae.protocol.UnverifiedJwtFuzz;
import dev.mapae.protocol.VerificationKeyFuzz;
import dev.mapae.resourceowner.LanguageFuzz;
import dev.mapae.resourceserver.IntrospectionFuzz;
import dev.mapae.resourceserver.IssuerMetadataFuzz;
import dev.mapae.resourceserver.JwtAccessTokensFuzz;
import dev.mapae.storage.PostgresUrlFuzz;
import dev.mapae.storage.archive.ArchiveReaderFuzz;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Everything here that eats bytes from outside.
final class FuzzTargets {
  private static final Map<String, Supplier<FuzzTarget>> ALL = all();

  private FuzzTargets() {}

  private static Map<String, Supplier<FuzzTarget>> all() {
    Map<String, Supplier<FuzzTarget>> all = new LinkedHashMap<>();
    all.put("Parameters", ParametersFuzz::new);
    all.put("Json", JsonFuzz::new);
    all.put("BasicCredentials", BasicCredentialsFuzz::new);
    all.put("Scope", ScopeFuzz::new);
    all.put("UnverifiedJwt", UnverifiedJwtFuzz::new);
    all.put("VerificationKey", VerificationKeyFuzz::new);
    all.put("DpopProof", DpopProofFuzz::new);
    all.put("TargetUri", TargetUriFuzz::new);
    all.put("Request", RequestFuzz::new);
    all.put("Cors", CorsFuzz::new);
    all.put("Assertion", AssertionFuzz::new);
    all.put("ClientKeySet", ClientKeySetFuzz::new);
    all.put("RequestObject", RequestObjectFuzz::new);
    all.put("ClaimsRequest", ClaimsRequestFuzz::new);
    all.put("DetailsParameter", DetailsParameterFuzz::new);
    all.put("IdTokenHints", IdTokenHintsFuzz::new);
    all.put("VerifiedRedirectUri", VerifiedRedirectUriFuzz::new);
    all.put("StepTokens", StepTokensFuzz::new);
    all.put("Handles", HandlesFuzz::new);
    all.put("Sealing", SealingFuzz::new);
    all.put("UserCodes", UserCodesFuzz::new);
    all.put("Metadata", MetadataFuzz::new);
    all.put("SectorIdentifiers", SectorIdentifiersFuzz::new);
    all.put("ClientIdUrl", ClientIdUrlFuzz::new);
    all.put("OutboundUrls", OutboundUrlsFuzz::new);
    all.put("CertificateSubject", CertificateSubjectFuzz::new);
    all.put("TlsClientAuth", TlsClientAuthFuzz::new);
    all.put("WebAuthn", WebAuthnFuzz::new);
    all.put("ProviderMetadata", ProviderMetadataFuzz::new);
    all.put("ProviderIdToken", ProviderIdTokenFuzz::new);
    all.put("Forwarded", ForwardedFuzz::new);
    all.put("Freshness", FreshnessFuzz::new);
    all.put("Language", LanguageFuzz::new);
    all.put("Logo", LogoFuzz::new);
    all.put("OutcomeDocument", OutcomeDocumentFuzz::new);
    all.put("Settings", SettingsFuzz::new);
    all.put("PostgresUrl", PostgresUrlFuzz::new);
    all.put("ArchiveReader", ArchiveReaderFuzz::new);
    all.put("JwtAccessTokens", JwtAccessTokensFuzz::new);
    all.put("Introspection", IntrospectionFuzz::new);
    all.put("IssuerMetadata", IssuerMetadataFuzz::new);
    all.put("WwwAuthenticate", WwwAuthenticateFuzz::new);
    all.put("AuthorizationServerMetadata", AuthorizationServerMetadataFuzz::new);
    all.put("Answer", AnswerFuzz::new);
    all.put("IdTokenValidator", IdTokenValidatorFuzz::new);
    all.put("Decryption", DecryptionFuzz::new);
    all.put("Endpoints", EndpointsFuzz::new);
    return all;
  }

  static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /// One of them, or the bug that was planted.
  static FuzzTarget named(String name) {
    return name.equals("PlantedBug")
        ? new PlantedBug()
        : Optional.ofNullable(ALL.get(name)).orElseThrow().get();
  }
}
