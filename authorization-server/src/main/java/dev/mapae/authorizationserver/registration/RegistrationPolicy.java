package dev.mapae.authorizationserver.registration;

/// Who may register clients, and by which rules.
///
/// @param exemptions what those who registered are let off
/// @param documents which clients are known by their metadata document, without registering
/// @param rules those of declared clients
public record RegistrationPolicy(
    Mode mode, Exemptions exemptions, DocumentPolicy documents, MetadataRules rules) {
  /// Who may register.
  public enum Mode {
    /// Everybody.
    OPEN,
    /// Who has an initial access token. RFC 7591 §1.2.
    TOKEN,
    /// Nobody.
    CLOSED
  }

  /// Nobody may register.
  public static final RegistrationPolicy CLOSED =
      new RegistrationPolicy(
          Mode.CLOSED,
          Exemptions.NONE,
          DocumentPolicy.OFF,
          (metadata, scopes) -> {
            throw new IllegalStateException("nobody registers here");
          });
}
