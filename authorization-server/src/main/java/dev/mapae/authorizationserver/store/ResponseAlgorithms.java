package dev.mapae.authorizationserver.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What a client wants its responses to be signed and encrypted with. OpenID Connect Dynamic Client
/// Registration §2, JARM §3, RFC 9701 §6.
///
/// @param signing the algorithms of those about which the client says something
/// @param encryption of those that are encrypted
public record ResponseAlgorithms(
    Map<ResponseJwt, String> signing, Map<ResponseJwt, ResponseEncryption> encryption) {
  /// Those of a client which says nothing about it.
  public static final ResponseAlgorithms PRESET = new ResponseAlgorithms(Map.of(), Map.of());

  public ResponseAlgorithms {
    signing = Map.copyOf(signing);
    encryption = Map.copyOf(encryption);
  }

  /// These, and another one.
  public ResponseAlgorithms with(ResponseJwt response, String algorithm) {
    Map<ResponseJwt, String> more = new HashMap<>(signing);
    more.put(response, algorithm);
    return new ResponseAlgorithms(more, encryption);
  }

  /// These, and one that is encrypted.
  public ResponseAlgorithms with(ResponseJwt response, ResponseEncryption how) {
    Map<ResponseJwt, ResponseEncryption> more = new HashMap<>(encryption);
    more.put(response, how);
    return new ResponseAlgorithms(signing, more);
  }

  /// What the client registered for a response.
  public Optional<String> signing(ResponseJwt response) {
    return Optional.ofNullable(signing.get(response));
  }

  /// How a response is encrypted, if it is.
  public Optional<ResponseEncryption> encryption(ResponseJwt response) {
    return Optional.ofNullable(encryption.get(response));
  }

  /// Whether the client gets a response as a JWT that others get as it is: it is enough that it is
  /// to be signed, or encrypted.
  public boolean isJwt(ResponseJwt response) {
    return signing.containsKey(response) || encryption.containsKey(response);
  }

  /// All that sign for the client.
  public Collection<String> all() {
    return signing.values();
  }
}
