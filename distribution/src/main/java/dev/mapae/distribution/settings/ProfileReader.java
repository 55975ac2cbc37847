package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.profile.Profiles;
import dev.mapae.authorizationserver.profile.Requirement;
import dev.mapae.authorizationserver.response.ResponseMode;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Reads `profile`, the server's or a client's, and says what does not go with it.
final class ProfileReader {
  private static final String KEY = "profile";
  private static final String MODES = "response_modes";

  private ProfileReader() {}

  static Optional<Profile> read(Section section) {
    return section.word(KEY, Profile.names()).flatMap(Profile::of);
  }

  /// What a client says of its profile and of the modes in which it is answered.
  static Requirements read(Section client, Requirements others) {
    Requirements all = read(client).map(others::with).orElse(others);
    return all.withResponseModes(responseModes(client));
  }

  private static List<String> responseModes(Section client) {
    List<String> known = Stream.of(ResponseMode.values()).map(ResponseMode::parameter).toList();
    Set<String> modes = new LinkedHashSet<>();
    for (Yaml.Scalar mode : client.list(MODES)) {
      if (!known.contains(mode.value())) {
        client
            .mistakes()
            .add(
                mode.line(),
                "'%s' is no response mode of this server; did you mean '%s'?"
                    .formatted(mode.value(), EditDistance.nearest(mode.value(), known)));
      }
      modes.add(mode.value());
    }
    return List.copyOf(modes);
  }

  /// Notes what keeps a client from its profile, and what it says in vain.
  static void judge(Section section, Client client, Profiles profiles) {
    String names = profiles.names(client);
    for (Requirement requirement : profiles.mistakes(client)) {
      section.mistake(
          requirement.key(),
          "the client cannot have the profile %s: %s (%s)"
              .formatted(names, requirement.wrong(), requirement.section()));
    }
    for (Requirement requirement : profiles.tightenings(client)) {
      if (section.keys().contains(requirement.key()) && !requirement.key().equals(KEY)) {
        section.warn(
            requirement.key(),
            "'%s' does less than the profile %s, which the server holds the client to: %s (%s)"
                .formatted(requirement.key(), names, requirement.wrong(), requirement.section()));
      }
    }
  }

  /// Notes what the file says in vain of how long things live.
  static void judge(Section file, Profiles profiles) {
    for (Requirement requirement : profiles.shortened()) {
      file.warn(
          requirement.key(),
          "'%s' does less than the profile %s, which the server holds every client to: %s (%s)"
              .formatted(
                  requirement.key(),
                  profiles.ofServer().value(),
                  requirement.wrong(),
                  requirement.section()));
    }
  }

  /// Notes a resource whose tokens no client could get.
  static void judge(Section section, Resource resource, Profiles profiles) {
    if (resource.format() == AccessTokenFormat.JWT
        && !profiles.everyClient().requirements().allows(resource.accessTokenAlg())) {
      section.mistake(
          "access_token_signing_alg",
          "'access_token_signing_alg' is '%s', which the profile of the server does not allow; make it PS256, ES256 or EdDSA (FAPI 2.0 Security Profile §5.4.1)"
              .formatted(resource.accessTokenAlg()));
    }
  }
}
