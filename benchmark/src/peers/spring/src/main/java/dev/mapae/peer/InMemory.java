package dev.mapae.peer;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/// Keeps everything in memory.
@Configuration
@Profile("memory")
class InMemory {
  @Bean
  RegisteredClientRepository clients(Client client, Secret secret) {
    return new InMemoryRegisteredClientRepository(client.registered(secret));
  }

  @Bean
  OAuth2AuthorizationService authorizations() {
    return new Authorizations();
  }

  /// Finds a token in a hash table. The store that comes with the server looks through all tokens
  /// that there are, and would only tell how many the benchmark had issued before. Of what kind a
  /// token is, it does not ask.
  private static final class Authorizations implements OAuth2AuthorizationService {
    private final Map<String, OAuth2Authorization> byId = new ConcurrentHashMap<>();
    private final Map<String, OAuth2Authorization> byToken = new ConcurrentHashMap<>();

    @Override
    public void save(OAuth2Authorization authorization) {
      Set<String> now = tokens(authorization);
      now.forEach(token -> byToken.put(token, authorization));
      OAuth2Authorization before = byId.put(authorization.getId(), authorization);
      if (before != null) {
        Set<String> gone = new HashSet<>(tokens(before));
        gone.removeAll(now);
        gone.forEach(byToken::remove);
      }
    }

    @Override
    public void remove(OAuth2Authorization authorization) {
      byId.remove(authorization.getId());
      tokens(authorization).forEach(byToken::remove);
    }

    @Override
    public OAuth2Authorization findById(String id) {
      return byId.get(id);
    }

    @Override
    public OAuth2Authorization findByToken(String token, OAuth2TokenType type) {
      return byToken.get(token);
    }

    private static Set<String> tokens(OAuth2Authorization authorization) {
      return Stream.of(
              OAuth2AuthorizationCode.class,
              OAuth2AccessToken.class,
              OAuth2RefreshToken.class,
              OidcIdToken.class)
          .map(authorization::getToken)
          .filter(Objects::nonNull)
          .map(token -> token.getToken().getTokenValue())
          .collect(Collectors.toSet());
    }
  }
}
