package dev.mapae.distribution;

import dev.mapae.authorizationserver.authentication.SignInPolicy.Method;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredPerson;
import dev.mapae.authorizationserver.profile.Profiles;
import dev.mapae.authorizationserver.profile.Requirement;
import dev.mapae.authorizationserver.registration.Exemptions;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import dev.mapae.authorizationserver.upstream.UpstreamProvider;
import dev.mapae.distribution.settings.MailSettings;
import dev.mapae.distribution.settings.Settings;
import dev.mapae.protocol.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What the settings of clients fail of profiles.
///
/// @param named the profile that is asked about; without it, the default, and what is in force
/// @param ofServer whether what the file says of all clients is looked at, too
record Examination(
    Settings settings, List<Client> clients, Optional<Profile> named, boolean ofServer) {

  /// What the file lets all off who register themselves.
  ///
  /// @param key that of the file
  /// @param ofClient that of a client, of which the same is asked
  private record Exempted(
      Predicate<Exemptions> granted, String key, String ofClient, String section, String problem) {
    String mend() {
      return "remove '" + key + "'";
    }
  }

  private static final List<Exempted> EXEMPTED =
      List.of(
          new Exempted(
              Exemptions::pkce,
              "insecure_registration_without_pkce",
              "require_pkce",
              "OAuth 2.1 §4.1.1",
              "clients that registered themselves and have a secret or a key need no"
                  + " code_challenge"),
          new Exempted(
              Exemptions::assertionAudience,
              "insecure_registration_assertion_audience",
              "insecure_assertion_audience",
              "OAuth 2.1 §2.4",
              "the assertions of clients that registered themselves need not be for this server"
                  + " alone"),
          new Exempted(
              Exemptions::scope,
              "insecure_registration_beyond_scope",
              "scope",
              "RFC 7591 §2",
              "clients that registered themselves may ask for more than the scope that they"
                  + " registered"));

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
      failures.addAll(strangers());
      failures.addAll(mailInClear());
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
  private List<Failure> strangers() {
    return EXEMPTED.stream()
        .filter(exempted -> exempted.granted().test(settings.registration().exemptions()))
        .filter(_ -> profilesOfServer().contains(Profile.OAUTH_2_1))
        .map(exempted ->
            new Failure(
                "server",
                settings.issuer().value(),
                Profile.OAUTH_2_1,
                exempted.section(),
                exempted.key(),
                exempted.problem(),
                exempted.mend()))
        .toList();
  }

  private List<Failure> mailInClear() {
    return settings.mail().filter(MailSettings::isInClear).stream()
        .filter(_ -> profilesOfServer().contains(Profile.OAUTH_2_1))
        .map(_ ->
            new Failure(
                "server",
                settings.issuer().value(),
                Profile.OAUTH_2_1,
                "RFC 8314 §3",
                "insecure_smtp_in_clear",
                "mails cross the network in clear, with links in them that can be used",
                "remove 'insecure_smtp_in_clear'"))
        .toList();
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
    if (ofServer && settings.interaction().isEmpty() && !settings.signIn().has(Method.PASSWORD)) {
      notes.addAll(unreachable());
    }
    if (ofServer && peopleChoosePasswords() && settings.breachedPasswords().isEmpty()) {
      notes.add(
          "people choose passwords here, and none is refused because it leaked; name a file of such"
              + " passwords, 'breached_passwords'");
    }
    notes.addAll(new TooMuchAtOnce(settings, clients).notes());
    for (Profile profile : profiles()) {
      if (profile == Profile.MCP) {
        documentsOff()
            .map(why -> profile.value() + ": Client ID Metadata Documents (a SHOULD) are " + why)
            .ifPresent(notes::add);
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

  /// Why no client can be known by its document: one that nobody knows yet cannot push.
  private Optional<String> documentsOff() {
    if (!settings.registration().documents().enabled()) {
      return Optional.of("switched off; remove 'client_id_metadata_documents: false'");
    }
    return settings.requirePushedAuthorizationRequests() || isFapi(settings.profile())
        ? Optional.of(
            "of no use where all requests have to be pushed; give single clients"
                + " 'require_pushed_authorization_requests' or the FAPI profile, and not the server")
        : Optional.empty();
  }

  private boolean peopleChoosePasswords() {
    return settings.interaction().isEmpty()
        && settings.signIn().has(Method.PASSWORD)
        && (settings.peopleMayRegister()
            || settings.upstreamProviders().stream().anyMatch(UpstreamProvider::createsAccounts)
            || !settings.declarations().people().isEmpty());
  }

  /// Who cannot sign in by mail either, of those whom the file has: nobody where no mail lets in.
  private List<String> unreachable() {
    boolean byMail = settings.signIn().has(Method.EMAIL_LINK);
    List<String> names =
        settings.declarations().people().stream()
            .map(DeclaredPerson::person)
            .filter(person -> person.enabled() && !(byMail && person.verifiedAddress().isPresent()))
            .map(Person::username)
            .toList();
    String some = String.join(", ", names.subList(0, Math.min(names.size(), 10)));
    String more = names.size() > 10 ? " and %d more".formatted(names.size() - 10) : "";
    if (names.isEmpty()) {
      return List.of();
    }
    return List.of(
        byMail
            ? "'methods' has no password, and no mail reaches %s%s: they sign in by a passkey or another provider that they have already, or not at all; give 'email' and 'email_verified: true'"
                .formatted(some, more)
            : "'methods' has neither password nor email_link: %s%s sign in by a passkey or another provider that they have already, or not at all; add one of them to 'methods'"
                .formatted(some, more));
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
    Optional<Exempted> ofFile =
        EXEMPTED.stream()
            .filter(_ -> client.isSelfRegistered())
            .filter(exempted -> exempted.ofClient().equals(requirement.key()))
            .findFirst();
    return new Failure(
        "client",
        client.id(),
        profile,
        requirement.section(),
        ofFile.map(Exempted::key).orElse(requirement.key()),
        requirement.problem(),
        ofFile.map(Exempted::mend).orElse(requirement.mend()));
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
