package dev.mapae.authorizationserver.profile;

import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientLogout;
import dev.mapae.authorizationserver.store.Credentials;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Holds clients to the profile of the server and to their own: every flow finds its client through
/// here. It only ever adds.
///
/// @param ofServer the least that every client meets
/// @param lifetimes the server's
public record Profiles(Profile ofServer, Lifetimes lifetimes) implements UnaryOperator<Client> {
  static final String AUTH_METHOD = "token_endpoint_auth_method";
  static final String PROFILE = "profile";
  static final String LIFETIMES = "lifetimes";
  private static final String GRANT_TYPES = "grant_types";

  /// What a profile asks of a client.
  public static List<Requirement> requirements(Profile profile) {
    return switch (profile) {
      case OAUTH_2_1 -> OAuth21.REQUIREMENTS;
      case FAPI_2_0_SECURITY -> Fapi20Security.REQUIREMENTS;
      case FAPI_2_0_MESSAGE_SIGNING -> Fapi20MessageSigning.REQUIREMENTS;
      case MCP -> Mcp.REQUIREMENTS;
    };
  }

  /// The client as it is held. One that cannot meet its profile is as good as switched off: there
  /// is no other way to hold it to that.
  @Override
  public Client apply(Client client) {
    if (isHeldToNoMore(client)) {
      return client;
    }
    Client held = held(client);
    return unmet(held).isEmpty() ? held : held.disabled();
  }

  /// What keeps a client from its profiles that only its owner can mend.
  public List<Requirement> mistakes(Client client) {
    return unmet(held(client));
  }

  /// What a client does not meet by what it says itself, and is held to by the server.
  public List<Requirement> tightenings(Client client) {
    List<Requirement> mistakes = mistakes(client);
    return unmet(client).stream().filter(r -> !mistakes.contains(r)).toList();
  }

  /// What the lifetimes of the server do not meet, and are shortened to for every client.
  public List<Requirement> shortened() {
    return unmet(blank("none", Set.of()).with(lifetimes)).stream()
        .filter(requirement -> requirement.key().equals(LIFETIMES))
        .toList();
  }

  /// The names of the profiles that hold a client to more than everybody, as people say them.
  public String names(Client client) {
    return profiles(client).stream().map(Profile::value).collect(Collectors.joining(" and "));
  }

  /// What the settings of a client let it off of what holds for everybody.
  public static List<Requirement> weaker(Client client) {
    return OAuth21.REQUIREMENTS.stream().filter(r -> !r.isMet().test(client)).toList();
  }

  /// What of a profile, its own or another, a client does not meet.
  public List<Requirement> failed(Profile profile, Client client) {
    Client held = held(client);
    return requirements(profile).stream().filter(r -> !r.isMet().test(held)).toList();
  }

  /// Whether any client may use a grant.
  public boolean allowsGrantType(String name) {
    return allows(GRANT_TYPES, blank("none", Set.of(name)));
  }

  /// Whether any client may authenticate by a method.
  public boolean allowsAuthMethod(String name) {
    return allows(AUTH_METHOD, blank(name, Set.of()));
  }

  /// What every client is held to, whatever it registered.
  public Client everyClient() {
    return held(blank("none", Set.of()));
  }

  private boolean allows(String key, Client client) {
    return mistakes(client).stream().noneMatch(requirement -> requirement.key().equals(key));
  }

  private Client held(Client client) {
    Client held = client.with(lifetimes.overriddenBy(client.lifetimes()));
    for (Requirement requirement : inForce(client)) {
      if (!requirement.isMet().test(held)) {
        held = requirement.tightened().apply(held);
      }
    }
    return held;
  }

  private List<Requirement> unmet(Client held) {
    return inForce(held).stream().filter(r -> !r.isMet().test(held)).toList();
  }

  /// Every look-up of a client asks this, and for most of them it is all that is done.
  private boolean isHeldToNoMore(Client client) {
    return ofServer == Profile.OAUTH_2_1
        && client.requirements().profile().filter(own -> own != Profile.OAUTH_2_1).isEmpty();
  }

  /// The requirements that a client is held to. What `oauth-2.1` asks beyond the rules that there
  /// are for everybody, a setting may let a client off.
  private List<Requirement> inForce(Client client) {
    Set<Requirement> requirements = new LinkedHashSet<>();
    profiles(client).forEach(profile -> requirements.addAll(requirements(profile)));
    return List.copyOf(requirements);
  }

  private Set<Profile> profiles(Client client) {
    Set<Profile> profiles = EnumSet.of(ofServer);
    client.requirements().profile().ifPresent(profiles::add);
    profiles.remove(Profile.OAUTH_2_1);
    return profiles;
  }

  /// A client that registered nothing else.
  private static Client blank(String method, Set<String> grantTypes) {
    return new Client(
        "",
        Origin.DECLARED,
        true,
        Credentials.of(method),
        Optional.empty(),
        grantTypes,
        List.of(),
        Scope.empty(),
        false,
        Requirements.PRESET,
        RequestObjectPolicy.PRESET,
        Duration.ZERO,
        Lifetimes.PRESET,
        ResponseAlgorithms.PRESET,
        ClientLogout.PRESET,
        Map.of());
  }
}
