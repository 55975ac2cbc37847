package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Person;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the consent page shows.
///
/// @param client who asks
/// @param destination where the answer will go
/// @param person who is signed in
/// @param scopes what is asked for, in order, `openid` among them (it has no checkbox)
/// @param details what is asked for besides, in order; it is allowed together with the rest or not
///   at all (RFC 9396)
/// @param claims single claims that are asked for besides (OIDC Core §5.5)
/// @param uiLocales from the request, best first
/// @param action where the form posts to: path and query
/// @param step the value of the hidden field `step`
/// @param formTargets as in [SignInPrompt]
public record ConsentPrompt(
    Client client,
    Destination destination,
    Person person,
    List<RequestedScope> scopes,
    List<RequestedDetail> details,
    Set<String> claims,
    List<String> uiLocales,
    String action,
    String step,
    List<String> formTargets) {

  /// One of the authorization details that are asked for.
  ///
  /// @param resource the API it belongs to
  /// @param resourceName what that is called
  /// @param descriptions by language, as the type declares them; the empty key is what to fall back
  ///   to, and there may be none
  /// @param members all that the client said, `type` among them
  public record RequestedDetail(
      String resource,
      String resourceName,
      Map<String, String> descriptions,
      Map<String, Object> members) {}

  /// One scope that is asked for.
  ///
  /// @param name the value of its checkbox
  /// @param resourceName the API it belongs to, or all of them; empty for the scopes of OpenID
  ///   Connect, which the pages describe themselves (`openid`, `profile`, `email`, `address`,
  ///   `phone`, `offline_access`)
  /// @param descriptions by language, as the resource declared them; the empty key is what to fall
  ///   back to
  /// @param granted whether this person allowed it to this client before
  /// @param claims about the person that it releases, besides those that everybody knows it for
  public record RequestedScope(
      String name,
      String resourceName,
      Map<String, String> descriptions,
      boolean granted,
      List<String> claims) {
    /// One that releases nothing else.
    public RequestedScope(
        String name, String resourceName, Map<String, String> descriptions, boolean granted) {
      this(name, resourceName, descriptions, granted, List.of());
    }
  }
}
