package dev.mapae.client;

import dev.mapae.protocol.DecryptionKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Registers clients at a server, and changes what is registered. RFC 7591, RFC 7592.
///
/// ```java
/// RegisteredClient me = Registration.at(issuer).register(ClientMetadata.web("My app", callback));
/// ```
public final class Registration {
  private final AuthorizationServerMetadata server;
  private final Environment environment;
  private final Http http;

  private Registration(AuthorizationServerMetadata server, Environment environment) {
    this.server = server;
    this.environment = environment;
    this.http = new Http(environment);
  }

  /// At the server with this issuer identifier.
  ///
  /// @throws ClientException as [Discovery#discover] does
  public static Registration at(String issuer) {
    Environment environment = Environment.standard();
    return at(Discovery.discover(issuer, environment), environment);
  }

  /// At a server whose metadata is known.
  public static Registration at(AuthorizationServerMetadata server, Environment environment) {
    return new Registration(server, environment);
  }

  /// Registers a client where everybody may. RFC 7591 §3.1.
  ///
  /// @throws ClientException `Unsupported` when the server registers nobody; `Refused` with
  ///   `invalid_redirect_uri` or `invalid_client_metadata` for what it does not take
  public RegisteredClient register(ClientMetadata metadata) {
    return register(metadata, Map.of(), List.of());
  }

  /// Registers a client with an initial access token. RFC 7591 §3.
  ///
  /// @throws ClientException as the other
  public RegisteredClient register(ClientMetadata metadata, String initialAccessToken) {
    return register(metadata, bearer(initialAccessToken), List.of(initialAccessToken));
  }

  private RegisteredClient register(
      ClientMetadata metadata, Map<String, String> headers, List<String> secrets) {
    Answer answer =
        http.send(
            "POST", server.required("registration_endpoint"), metadata.json().toString(), headers);
    return read(answer, Set.of(200, 201), secrets);
  }

  /// What is registered now. RFC 7592 §2.1.
  ///
  /// @return to be kept in place of the one before: secret and token may be new
  /// @throws ClientException `Unsupported` when it cannot be managed; `Refused` when the token is
  ///   no longer good; `Untrusted` when the answer is about another client
  public RegisteredClient read(RegisteredClient client) {
    RegisteredClient.Management management = management(client);
    Answer answer =
        http.get(management.registrationClientUri(), bearer(management.registrationAccessToken()));
    return same(client, read(answer, Set.of(200), secrets(client)));
  }

  /// Replaces what is registered; what the new metadata does not say is gone. RFC 7592 §2.2.
  ///
  /// @return to be kept in place of the one before: secret and token may be new
  /// @throws ClientException as [#read] does, and `Refused` for what the server does not take
  public RegisteredClient update(RegisteredClient client, ClientMetadata metadata) {
    RegisteredClient.Management management = management(client);
    Answer answer =
        http.send(
            "PUT",
            management.registrationClientUri(),
            metadata.json().with("client_id", client.clientId()).toString(),
            bearer(management.registrationAccessToken()));
    return same(client, read(answer, Set.of(200), secrets(client)));
  }

  /// Ends the registration. RFC 7592 §2.3.
  ///
  /// @throws ClientException as [#read] does
  public void delete(RegisteredClient client) {
    RegisteredClient.Management management = management(client);
    Answer answer =
        http.delete(
            management.registrationClientUri(), bearer(management.registrationAccessToken()));
    if (answer.status() != 204 && answer.status() != 200) {
      throw ErrorAnswer.of(answer, secrets(client)).exception();
    }
  }

  /// The way into every flow, for a client that was registered here. ID tokens and UserInfo are
  /// held to what was registered: `id_token_signed_response_alg`, `id_token_encrypted_response_alg`
  /// and `userinfo_encrypted_response_alg`. OIDC Registration §2.
  ///
  /// @param keys what ID tokens and UserInfo are encrypted to; none where they are signed only
  /// @throws IllegalStateException as [RegisteredClient#authentication] does
  /// @throws IllegalArgumentException as that does, when ID tokens are registered to be signed by
  ///   `none`, HMAC or an unknown algorithm, and when something is encrypted and no key is given
  public Client client(RegisteredClient registered, DecryptionKey... keys) {
    return client(registered, registered.authentication(), keys);
  }

  /// The same for a client that authenticates with a key.
  ///
  /// @throws IllegalArgumentException as the other
  public Client client(
      RegisteredClient registered, ClientAuthentication authentication, DecryptionKey... keys) {
    ClientMetadata metadata = registered.metadata();
    IdTokenPolicy signed =
        metadata
            .string("id_token_signed_response_alg")
            .map(IdTokenPolicy.standard()::withAlgorithm)
            .orElseGet(IdTokenPolicy::standard);
    IdTokenPolicy policy =
        metadata.string("id_token_encrypted_response_alg").isPresent()
            ? signed.encryptedTo(keys)
            : signed;
    Client client = new Client(server, authentication, policy, environment);
    return metadata.string("userinfo_encrypted_response_alg").isPresent()
        ? client.withEncryptedUserInfo(keys)
        : client;
  }

  /// The same for a client whose registration is not at hand: its ID tokens are signed by RS256,
  /// and nothing is encrypted.
  public Client client(ClientAuthentication authentication) {
    return new Client(server, authentication, IdTokenPolicy.standard(), environment);
  }

  private RegisteredClient read(Answer answer, Set<Integer> good, List<String> secrets) {
    if (!good.contains(answer.status())) {
      throw ErrorAnswer.of(answer, secrets).exception();
    }
    return RegisteredClient.read(answer, URI.create(server.issuer()));
  }

  /// RFC 7592 §2.1: the `client_id` never changes.
  private static RegisteredClient same(RegisteredClient before, RegisteredClient now) {
    if (!now.clientId().equals(before.clientId())) {
      throw new ClientError.Untrusted("The answer is about another client.").exception();
    }
    return now.after(before);
  }

  private static RegisteredClient.Management management(RegisteredClient client) {
    return client
        .management()
        .orElseThrow(() ->
            new ClientError.Unsupported("The server does not let this registration be managed.")
                .exception());
  }

  private static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token);
  }

  private static List<String> secrets(RegisteredClient client) {
    List<String> secrets = new ArrayList<>();
    Optional<String> token =
        client.management().map(RegisteredClient.Management::registrationAccessToken);
    token.ifPresent(secrets::add);
    client.clientSecret().ifPresent(secrets::add);
    return secrets;
  }
}
