package dev.mapae.authorizationserver.store;

/// An entry cannot be declared, since what is there already stands against it; the message says
/// what, and how to mend it. Nothing was kept.
public final class DeclarationRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private DeclarationRefusedException(String message) {
    super(message);
  }

  /// What was made in other ways is left alone.
  ///
  /// @param kind what it is: `client`
  /// @param key what names it in the configuration file: `client_id`
  public static DeclarationRefusedException notDeclared(String kind, String key, String name) {
    return new DeclarationRefusedException(
        "%s %s exists already and was not declared in the file; choose another %s, or delete that %s first%s"
            .formatted(
                kind,
                name,
                key,
                kind,
                kind.equals("user") ? " (mapae user delete --config FILE " + name + ")" : ""));
  }

  /// A `sub` is one person's for good, and so is a username.
  public static DeclarationRefusedException subjectTaken(
      String subject, String holder, String username) {
    return new DeclarationRefusedException(
        "user %s has the sub %s of %s, who cannot be renamed to that; give %s another sub in the file, or each their own username"
            .formatted(username, subject, holder, username));
  }

  /// What one signs in by leads to one person.
  ///
  /// @param key what holds it in the configuration file: `email` or `username`
  public static DeclarationRefusedException addressTaken(
      String username, String key, String holder) {
    return new DeclarationRefusedException(
        "user %s has as %s what user %s signs in by; give %s another %s, or take it from %s first"
            .formatted(username, key, holder, username, key, holder));
  }
}
