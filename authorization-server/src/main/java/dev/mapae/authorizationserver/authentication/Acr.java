package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.store.Session;
import java.util.List;

/// How strongly a person proved who they are, as the tokens tell it. OIDC Core §2 (`acr`, `amr`),
/// RFC 8176.
public final class Acr {
  /// One factor: the mailbox, to which a link or a code went. It is told and not asked for: a
  /// password is as good or better, and reaches another one.
  public static final String EMAIL = "urn:mapae:acr:email";

  /// One factor: a password.
  public static final String PASSWORD = "urn:mapae:acr:password";

  /// One factor that another provider vouches for, which nothing here is compared with: nobody can
  /// ask for it.
  public static final String UPSTREAM = "urn:mapae:acr:upstream";

  /// Two: a password, or what stands in its place, and something that only they have, or that and
  /// what unlocks it.
  public static final String MULTI_FACTOR = "urn:mapae:acr:mfa";

  /// What can be asked for, weakest first, for the metadata. Both can be reached whatever people
  /// sign in by: two factors are more than a password, and a second one follows each first.
  public static final List<String> SUPPORTED = List.of(PASSWORD, MULTI_FACTOR);

  private Acr() {}

  /// Whether somebody showed two factors.
  public static boolean isMultiFactor(Session session) {
    return reachedBy(session.acr()).contains(MULTI_FACTOR);
  }

  /// All that is reached by whoever reached this one, strongest first.
  public static List<String> reachedBy(String acr) {
    int place = SUPPORTED.indexOf(acr);
    return place < 0 ? List.of(acr) : SUPPORTED.subList(0, place + 1).reversed();
  }
}
