package dev.mapae.peer;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationConsentService;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsentService;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.client.JdbcRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/// Keeps everything in PostgreSQL, in the tables that come with it.
@Configuration
@Profile("postgresql")
class OnPostgres {
  private static final String SCHEMA = "org/springframework/security/oauth2/server/authorization/";

  /// What a token is found by. The schema has no index on these, without which each request would
  /// read the whole table.
  private static final String[] TOKENS = {
    "state",
    "authorization_code_value",
    "access_token_value",
    "oidc_id_token_value",
    "refresh_token_value",
    "user_code_value",
    "device_code_value"
  };

  @Bean
  DataSource database(@Value("${bench.database}") String url) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(url);
    return pool;
  }

  @Bean
  JdbcTemplate jdbc(DataSource database) throws IOException {
    JdbcTemplate jdbc = new JdbcTemplate(database);
    String there =
        jdbc.queryForObject("SELECT to_regclass('oauth2_authorization')::text", String.class);
    if (there == null) {
      run(SCHEMA + "client/oauth2-registered-client-schema.sql", database);
      run(SCHEMA + "oauth2-authorization-schema.sql", database);
      run(SCHEMA + "oauth2-authorization-consent-schema.sql", database);
      for (String token : TOKENS) {
        jdbc.execute("CREATE INDEX ON oauth2_authorization USING hash (%s)".formatted(token));
      }
    }
    return jdbc;
  }

  /// The schema says itself to write `text` for `blob` here.
  private static void run(String name, DataSource database) throws IOException {
    String sql = new ClassPathResource(name).getContentAsString(StandardCharsets.UTF_8);
    byte[] script = sql.replace(" blob ", " text ").getBytes(StandardCharsets.UTF_8);
    new ResourceDatabasePopulator(new ByteArrayResource(script)).execute(database);
  }

  @Bean
  RegisteredClientRepository clients(JdbcTemplate jdbc, Client client, Secret secret) {
    JdbcRegisteredClientRepository clients = new JdbcRegisteredClientRepository(jdbc);
    if (clients.findByClientId(client.id()) == null) {
      clients.save(client.registered(secret));
    }
    return clients;
  }

  @Bean
  OAuth2AuthorizationService authorizations(JdbcTemplate jdbc, RegisteredClientRepository clients) {
    return new JdbcOAuth2AuthorizationService(jdbc, clients);
  }

  @Bean
  OAuth2AuthorizationConsentService consents(
      JdbcTemplate jdbc, RegisteredClientRepository clients) {
    return new JdbcOAuth2AuthorizationConsentService(jdbc, clients);
  }
}
