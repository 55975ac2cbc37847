package dev.mapae.authorizationserver.registration;

import java.util.List;

/// Who may register clients, and by which rules.
///
/// @param exemptions what those who registered are let off
/// @param documents which clients are known by their metadata document, without registering
/// @param statementIssuers whose software statements are taken (RFC 7591 §2.3)
/// @param rules those of declared clients
public record RegistrationPolicy(
    Mode mode,
    Exemptions exemptions,
    DocumentPolicy documents,
    List<SoftwareStatementIssuer> statementIssuers,
    MetadataRules rules) {
  public RegistrationPolicy {
    statementIssuers = List.copyOf(statementIssuers);
  }

  /// One that takes no software statements.
  public RegistrationPolicy(
      Mode mode, Exemptions exemptions, DocumentPolicy documents, MetadataRules rules) {
    this(mode, exemptions, documents, List.of(), rules);
  }

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
          (metadata, scopes, _) -> {
            throw new IllegalStateException("nobody registers here");
          });
}
