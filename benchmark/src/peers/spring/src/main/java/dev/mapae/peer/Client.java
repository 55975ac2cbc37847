package dev.mapae.peer;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Component;

/// The client of the benchmark, which names it in the environment.
@Component
record Client(
    @Value("${bench.client}") String id,
    @Value("${bench.secret}") String secret,
    @Value("${bench.redirect-uri}") String redirectUri) {

  RegisteredClient registered(Secret kept) {
    return RegisteredClient.withId("bench")
        .clientId(id)
        .clientSecret(kept.kept())
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
        .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
        .redirectUri(redirectUri)
        .scope(OidcScopes.OPENID)
        .scope("playlist.read")
        .tokenSettings(
            TokenSettings.builder()
                .accessTokenTimeToLive(Duration.ofHours(1))
                .idTokenSignatureAlgorithm(SignatureAlgorithm.ES256)
                .reuseRefreshTokens(false)
                .build())
        .build();
  }
}
