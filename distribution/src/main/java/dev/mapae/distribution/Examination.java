package dev.mapae.distribution;

import dev.mapae.authorizationserver.profile.Profiles;
import dev.mapae.authorizationserver.profile.Requirement;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import dev.mapae.distribution.settings.Settings;
import dev.mapae.protocol.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What the settings of clients fail of profiles.
///
/// @param named the profile that is asked about; without it, the default, and what is in force
/// @param ofServer whether what the file says of all clients is looked at, too
record Examination(
    Settings settings, List<Client> clients, Optional<Profile> named, boolean ofServer) {
  private static final String STRANGERS_WITHOUT_PKCE = "insecure_registration_without_pkce";
  private static final String REMOVE_STRANGERS_WITHOUT_PKCE =
      "remove '" + STRANGERS_WITHOUT_PKCE + "'";

  /// A requirement that is not met.
  ///
  /// @param subject the client, the resource, or the server
  record Failure(
      String kind,
      String subject,
      Profile profile,
      String section,
      String key,
      String problem,
      String mend) {
    String line() {
      return "%s %s: %s, %s: %s; %s"
          .formatted(kind, subject, profile.value(), section, problem, mend);
    }

    Json json() {
      return Json.object()
          .with(kind.equals("client") ? "client_id" : kind, subject)
          .with("profile", profile.value())
          .with("section", section)
          .with("setting", key)
          .with("problem", problem)
          .with("mend", mend);
    }
  }

  List<Failure> failures() {
    List<Failure> failures = new ArrayList<>();
    if (ofServer) {
      strangers().ifPresent(failures::add);
    }
    for (Client client : clients) {
      for (Profile profile : profiles(client)) {
        for (Requirement requirement : unmet(profile, client)) {
          failures.add(failure(profile, client, requirement));
        }
      }
    }
    settings.declarations().resources().stream()
        .filter(Examination::isSignedOtherwise)
        .forEach(resource ->
            fapi(resource).ifPresent(profile -> failures.add(failure(profile, resource))));
    return failures;
  }

  /// What is weaker than the default for all who register themselves.
  private Optional<Failure> strangers() {
    return settings.registration().withoutPkce() && profilesOfServer().contains(Profile.OAUTH_2_1)
        ? Optional.of(
            new Failure(
                "server",
                settings.issuer().value(),
                Profile.OAUTH_2_1,
                "OAuth 2.1 §4.1.1",
                STRANGERS_WITHOUT_PKCE,
                "clients that registered themselves and have a secret or a key need no"
                    + " code_challenge",
                REMOVE_STRANGERS_WITHOUT_PKCE))
        : Optional.empty();
  }

  /// The FAPI profile for which a resource is in use, or is to be.
  private Optional<Profile> fapi(Resource resource) {
    return Stream.concat(
            profilesOfServer().stream(),
            clients.stream()
                .filter(client -> !client.scope().retain(resource.scope()).isEmpty())
                .flatMap(client -> profiles(client).stream()))
        .filter(Examination::isFapi)
        .findFirst();
  }

  /// What is to be known besides, and is no failure of a client.
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (Profile profile : profiles()) {
      if (profile == Profile.MCP && !settings.registration().documents().enabled()) {
        notes.add(
            profile.value()
                + ": Client ID Metadata Documents (a SHOULD) are switched off; remove"
                + " 'client_id_metadata_documents: false'");
      }
      if (profile != Profile.OAUTH_2_1 && settings.issuer().isPlainHttp()) {
        notes.add(
            profile.value()
                + ": the issuer is http, which is for trying things out on this machine; give an"
                + " https 'issuer'");
      }
    }
    return notes;
  }

  /// Every profile that is looked at.
  Set<Profile> profiles() {
    Set<Profile> all = EnumSet.copyOf(profilesOfServer());
    clients.forEach(client -> all.addAll(profiles(client)));
    return all;
  }

  private Set<Profile> profilesOfServer() {
    return EnumSet.copyOf(
        named.map(Set::of).orElseGet(() -> EnumSet.of(Profile.OAUTH_2_1, settings.profile())));
  }

  private Set<Profile> profiles(Client client) {
    Set<Profile> profiles = profilesOfServer();
    if (named.isEmpty()) {
      client.requirements().profile().ifPresent(profiles::add);
    }
    return profiles;
  }

  /// With what the server asks of all of them, whatever its profile.
  private List<Requirement> unmet(Profile profile, Client client) {
    Client asked = client;
    if (settings.requirePushedAuthorizationRequests()) {
      asked = asked.with(asked.requirements().withPush());
    }
    if (settings.requireSignedRequestObject()) {
      asked = asked.with(asked.requestObjects().withRequired());
    }
    // What `oauth-2.1` asks is asked of the settings themselves, even where a profile mends them.
    return profile == Profile.OAUTH_2_1
        ? Profiles.weaker(asked)
        : new Profiles(settings.profile(), settings.lifetimes()).failed(profile, asked);
  }

  private static boolean isFapi(Profile profile) {
    return switch (profile) {
      case FAPI_2_0_SECURITY, FAPI_2_0_MESSAGE_SIGNING -> true;
      case OAUTH_2_1, MCP -> false;
    };
  }

  private static boolean isSignedOtherwise(Resource resource) {
    return resource.format() == AccessTokenFormat.JWT
        && !Requirements.FAPI_ALGORITHMS.contains(resource.accessTokenAlg());
  }

  /// What the file lets a stranger off is mended in the file.
  private static Failure failure(Profile profile, Client client, Requirement requirement) {
    boolean ofFile = client.isSelfRegistered() && requirement.key().equals("require_pkce");
    return new Failure(
        "client",
        client.id(),
        profile,
        requirement.section(),
        ofFile ? STRANGERS_WITHOUT_PKCE : requirement.key(),
        requirement.problem(),
        ofFile ? REMOVE_STRANGERS_WITHOUT_PKCE : requirement.mend());
  }

  private static Failure failure(Profile profile, Resource resource) {
    return new Failure(
        "resource",
        resource.uri(),
        profile,
        "FAPI 2.0 Security Profile §5.4.1-1",
        "access_token_signing_alg",
        "its access tokens are signed with "
            + resource.accessTokenAlg()
            + ", and no client of the profile gets one",
        "make 'access_token_signing_alg' PS256, ES256 or EdDSA");
  }
}
