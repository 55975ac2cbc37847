package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where the answer to an authorization request may go that is not read, for the `form-action` of a
/// page: browsers hold the redirects after a post to it as well, the one at the end too. Content
/// Security Policy Level 3 §6.4.2.
///
/// @param clients finds a client by its `client_id`
public record FormTargets(Function<String, Optional<Client>> clients) {
  /// Those that an answer can go to.
  private static final Pattern SCHEME =
      Pattern.compile("(https?|[a-z][a-z0-9+-]*\\.[a-z0-9+.-]+):");

  /// All that the client registered: the one of this request may be in what was pushed or signed.
  ///
  /// @return none where no client asks
  public List<String> of(Visit visit) {
    Parameters asked = visit.parameters();
    return asked
        .one("client_id")
        .flatMap(clients)
        .map(client ->
            client.redirectUris().stream()
                .map(uri -> VerifiedRedirectUri.formTarget(uri))
                .distinct()
                .toList())
        .orElseGet(() -> unread(asked));
  }

  /// That of the request, whose client nothing is known of yet.
  static List<String> unread(Parameters asked) {
    return asked.all("redirect_uri").stream()
        .limit(1)
        .map(SCHEME::matcher)
        .filter(Matcher::lookingAt)
        .map(Matcher::group)
        .toList();
  }
}
