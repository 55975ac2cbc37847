package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.interaction.SignInElsewhere.People;
import dev.mapae.authorizationserver.interaction.SignInElsewhere.Way;
import dev.mapae.authorizationserver.store.Client;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads `interaction`: where people sign in who do not on the pages of this server.
final class InteractionReader {
  private static final String UPSTREAM_PROVIDERS = "upstream_providers";
  private static final String URL = "url";
  private static final String CLIENT_ID = "client_id";
  private static final String STEPS = "steps";
  private static final String SIGN_IN = "sign_in";
  private static final String CONSENT = "consent";
  private static final String ROLES = "roles";

  private InteractionReader() {}

  /// @param peopleMayRegister whether people make accounts here, for which there is no page then
  static Optional<SignInElsewhere> read(
      Section file, Declarations declarations, boolean peopleMayRegister) {
    Optional<Section> section = file.section("interaction");
    if (section.isEmpty()) {
      return Optional.empty();
    }
    Section interaction = section.get();
    if (peopleMayRegister) {
      file.mistake(
          "interaction",
          "'people_may_register' is true, and nobody makes an account where people sign in"
              + " elsewhere; remove one of them");
    }
    if (file.entry(UPSTREAM_PROVIDERS).isPresent()) {
      file.mistake(
          "interaction",
          "'upstream_providers' have their buttons on our sign-in page, and there is none where"
              + " people sign in elsewhere; remove one of them");
    }
    if (file.section("authentication").filter(s -> s.entry("methods").isPresent()).isPresent()) {
      file.warn(
          "interaction",
          "'authentication: {methods: ...}' says nothing of where people sign in elsewhere; leave"
              + " it out");
    }
    Optional<String> url = url(interaction);
    Optional<String> clientId = clientId(interaction, declarations);
    boolean consent = asksConsent(interaction);
    People people = interaction.word("people", People.class).orElse(People.BROUGHT);
    Set<String> roles =
        interaction.list(ROLES).stream().map(Yaml.Scalar::value).collect(Collectors.toSet());
    if (people == People.KNOWN && !roles.isEmpty()) {
      interaction.mistake(
          ROLES, "'roles' are of people who are brought; with 'people: known' remove it");
    }
    boolean theirs = interaction.isOther("second_factor", "ours", "theirs");
    interaction.noMore();
    return url.flatMap(there ->
        clientId.map(
            id -> new SignInElsewhere(new Way.Site(id, there, consent), people, roles, theirs)));
  }

  private static Optional<String> url(Section interaction) {
    Optional<Yaml.Scalar> scalar =
        interaction.required(URL, "https://login.example.com/interaction");
    Optional<String> wrong =
        scalar
            .map(Yaml.Scalar::value)
            .flatMap(url ->
                url.startsWith("http")
                    ? RedirectUris.mistake(url)
                    : Optional.of(
                        "it is no https URL; write it like https://login.example.com/interaction"));
    wrong.ifPresent(why ->
        interaction.mistake(URL, "'url' is '%s': %s".formatted(scalar.orElseThrow().value(), why)));
    return scalar.map(Yaml.Scalar::value).filter(_ -> wrong.isEmpty());
  }

  private static Optional<String> clientId(Section interaction, Declarations declarations) {
    Optional<String> id = interaction.required(CLIENT_ID, "login").map(Yaml.Scalar::value);
    Optional<Client> client =
        id.flatMap(name ->
            declarations.clients().stream()
                .map(Declarations.DeclaredClient::client)
                .filter(declared -> declared.id().equals(name))
                .findFirst());
    if (id.isPresent() && client.filter(c -> !c.isPublic()).isEmpty()) {
      interaction.mistake(
          CLIENT_ID,
          client.isEmpty()
              ? "no client of this file has the client_id '%s'; declare it in 'clients'"
                  .formatted(id.get())
              : "the client '%s' has 'token_endpoint_auth_method: none', so that anybody could sign people in in its name; give it a client_secret or keys"
                  .formatted(id.get()));
    }
    return id;
  }

  private static boolean asksConsent(Section interaction) {
    List<String> steps = interaction.list(STEPS).stream().map(Yaml.Scalar::value).toList();
    if (!steps.isEmpty()
        && !(steps.contains(SIGN_IN) && Set.of(SIGN_IN, CONSENT).containsAll(steps))) {
      interaction.mistake(STEPS, "'steps' has to be [sign_in] or [sign_in, consent]");
    }
    return steps.contains(CONSENT);
  }
}
