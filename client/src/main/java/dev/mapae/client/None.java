package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import java.util.Optional;

/// `none`: a public client, which only says its name. OIDC Core §9, RFC 6749 §3.2.1.
///
/// For programs on other people's machines, where no secret stays one.
public record None(String clientId) implements ClientAuthentication {
  @Override
  public AuthenticatedForm authenticate(
      Parameters form, AuthorizationServerMetadata server, Environment environment) {
    return new AuthenticatedForm(form.with("client_id", clientId), Optional.empty());
  }
}
