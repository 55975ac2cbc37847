package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the consent page shows.
///
/// @param client who asks
/// @param logo the path of its logo, from which nothing may come
/// @param destination where the answer will go
/// @param person who is signed in
/// @param scopes what is asked for, in order, `openid` among them
/// @param details what is asked for besides, in order; it is allowed together with the rest or not
///   at all (RFC 9396)
/// @param claims single claims that are asked for besides (OIDC Core §5.5)
/// @param before what is remembered of the last answer; empty where nothing is
/// @param lasting for how long it is asked
/// @param uiLocales from the request, best first
/// @param action where the form posts to: path and query
/// @param step the value of the hidden field `step`
/// @param formTargets as in [SignInPrompt]
public record ConsentPrompt(
    Client client,
    Optional<String> logo,
    Destination destination,
    Person person,
    List<RequestedScope> scopes,
    List<RequestedDetail> details,
    Set<String> claims,
    Optional<Before> before,
    Lasting lasting,
    List<String> uiLocales,
    String action,
    String step,
    List<String> formTargets) {

  /// Whether what this person allowed before may be said. Whoever lures somebody to the page, or
  /// runs on their device, may have begun it in the name of a client that cannot show that it is
  /// that: what was allowed before would vouch for them. What is new warns of them.
  public boolean isVouchedFor() {
    boolean lured = destination instanceof Destination.Device && client.isPublic();
    return !lured && !destination.isAnyProgram(client);
  }

  /// How long a client has what it is allowed.
  ///
  /// @param access how long an access token is good
  /// @param refresh how it gets more of them without the person; empty where it cannot
  public record Lasting(Duration access, Optional<Refresh> refresh) {
    /// What a client would have.
    ///
    /// @param scope all that is asked for
    /// @param ofServer the lifetimes where the client's own say nothing
    public static Lasting of(Client client, Scope scope, Lifetimes ofServer) {
      Lifetimes lifetimes = ofServer.overriddenBy(client.lifetimes());
      boolean asked = scope.contains("offline_access");
      boolean openid = scope.contains("openid");
      return new Lasting(
          lifetimes.of(Lifetime.ACCESS_TOKEN),
          client.grantTypes().contains("refresh_token") && (asked || !openid)
              ? Optional.of(
                  new Refresh(
                      openid,
                      lifetimes.of(Lifetime.REFRESH_TOKEN),
                      lifetimes.of(Lifetime.REFRESH_TOKEN_IDLE)))
              : Optional.empty());
    }
  }

  /// Access while the person is away.
  ///
  /// @param optional whether `offline_access` is what allows it; plain OAuth needs no such word
  /// @param most when it ends
  /// @param idle when it ends sooner, not being used
  public record Refresh(boolean optional, Duration most, Duration idle) {}

  /// The last answer of this person to this client.
  ///
  /// @param claims single claims that they were shown by then
  public record Before(Instant at, Set<String> claims) {}

  /// What they answered when they were asked for a scope before.
  public sealed interface Answered {
    /// Of one of which nothing is remembered.
    Answered UNKNOWN = new NeverAsked();

    /// They were not asked for it.
    record NeverAsked() implements Answered {}

    /// They allowed it.
    ///
    /// @param added claims that it did not release then
    record Allowed(Instant since, List<String> added) implements Answered {}

    /// They did not allow it, while they allowed other things.
    record LeftOut() implements Answered {}
  }

  /// One of the authorization details that are asked for.
  ///
  /// @param resource the API it belongs to
  /// @param resourceName what that is called
  /// @param descriptions by language, as the type declares them; the empty key is what to fall back
  ///   to, and there may be none
  /// @param members all that the client said, `type` among them
  /// @param granted whether this person allowed the very same to this client before
  public record RequestedDetail(
      String resource,
      String resourceName,
      Map<String, String> descriptions,
      Map<String, Object> members,
      boolean granted) {}

  /// One scope that is asked for.
  ///
  /// @param name the value of its checkbox, where it has one
  /// @param resourceName the API it belongs to, or all of them; empty for the scopes of OpenID
  ///   Connect, which the pages describe themselves (`openid`, `profile`, `email`, `address`,
  ///   `phone`, `offline_access`)
  /// @param descriptions by language, as the resource declared them; the empty key is what to fall
  ///   back to
  /// @param claims about the person that it releases, besides those that everybody knows it for
  /// @param optional whether it has a checkbox; otherwise it is allowed together with the rest
  public record RequestedScope(
      String name,
      String resourceName,
      Map<String, String> descriptions,
      List<String> claims,
      boolean optional,
      Answered answered) {}
}
