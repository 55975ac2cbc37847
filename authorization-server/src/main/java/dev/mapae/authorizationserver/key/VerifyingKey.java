package dev.mapae.authorizationserver.key;

/// A key that tells what this server signed, with the one algorithm of its own.
public interface VerifyingKey {
  SigningAlgorithm algorithm();

  /// Whether the private half of it signed this input.
  boolean verifies(String input, byte[] signed);
}
