package dev.mapae.authorizationserver.authentication;

import java.util.List;

/// How strongly a person proved who they are, as the tokens tell it. OIDC Core §2 (`acr`, `amr`),
/// RFC 8176.
public final class Acr {
  /// One factor: a password.
  public static final String PASSWORD = "urn:mapae:acr:password";

  /// What can be reached here, weakest first, for the metadata.
  public static final List<String> SUPPORTED = List.of(PASSWORD);

  private Acr() {}
}
