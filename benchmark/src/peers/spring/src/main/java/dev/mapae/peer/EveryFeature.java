package dev.mapae.peer;

import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/// All that our libraries can do with it, and everything in memory as it comes with the server.
@Configuration
@Profile("every-feature")
class EveryFeature {
  private static final String MUSIC = "https://music.example.com/";

  @Bean
  RegisteredClientRepository clients(
      @Value("${bench.secret}") String secret,
      @Value("${bench.redirect-uri}") String redirectUri,
      @Value("${bench.bye}") String bye,
      @Value("${bench.jwks}") String jwks) {
    return new InMemoryRegisteredClientRepository(
        web("web", redirectUri, bye)
            .clientSecret("{noop}" + secret)
            .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
            .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
            .authorizationGrantType(AuthorizationGrantType.TOKEN_EXCHANGE)
            .build(),
        // Its access tokens are as RFC 9068 has them, see below.
        web("rfc9068", redirectUri, bye)
            .clientSecret("{noop}rfc9068-" + secret)
            .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
            .build(),
        web("keyed", redirectUri, bye)
            .clientAuthenticationMethod(ClientAuthenticationMethod.PRIVATE_KEY_JWT)
            .clientSettings(
                ClientSettings.builder()
                    .requireProofKey(true)
                    .jwkSetUrl(jwks)
                    .tokenEndpointAuthenticationSigningAlgorithm(SignatureAlgorithm.ES256)
                    .build())
            .build(),
        web("program", redirectUri, bye)
            .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
            .build());
  }

  private static RegisteredClient.Builder web(String id, String redirectUri, String bye) {
    return RegisteredClient.withId(id)
        .clientId(id)
        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
        .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
        .authorizationGrantType(AuthorizationGrantType.DEVICE_CODE)
        .redirectUri(redirectUri)
        .postLogoutRedirectUri(bye)
        .scope("openid")
        .scope("playlist.read")
        .clientSettings(ClientSettings.builder().requireProofKey(true).build())
        .tokenSettings(
            TokenSettings.builder()
                .idTokenSignatureAlgorithm(SignatureAlgorithm.ES256)
                .reuseRefreshTokens(false)
                .build());
  }

  /// Its access tokens have the `aud` of ID tokens, unless somebody says for whom they are.
  @Bean
  OAuth2TokenCustomizer<JwtEncodingContext> es256() {
    return context -> {
      context.getJwsHeader().algorithm(SignatureAlgorithm.ES256);
      if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
        context.getClaims().audience(List.of(MUSIC));
        if (context.getRegisteredClient().getClientId().equals("rfc9068")) {
          context.getJwsHeader().type("at+jwt");
        }
      }
    };
  }
}
