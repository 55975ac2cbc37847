package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredPerson;
import dev.mapae.authorizationserver.profile.Profiles;
import dev.mapae.authorizationserver.store.MailAddress;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.distribution.settings.TlsReader.Tls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads `clients`, `users` and `resources`, and what has to hold between them.
final class DeclarationsReader {
  /// OIDC Core §5.4, §11: nobody has to declare these, and nobody can.
  static final Set<String> OPENID_SCOPES =
      Set.of("openid", "profile", "email", "address", "phone", "offline_access");

  private final Secrets secrets;
  private final Mistakes mistakes;
  private final Tls tls;
  private final Optional<Profiles> profiles;

  /// @param profiles by which clients are judged; empty for whoever wants to know what they fail
  DeclarationsReader(Secrets secrets, Mistakes mistakes, Tls tls, Optional<Profiles> profiles) {
    this.secrets = secrets;
    this.mistakes = mistakes;
    this.tls = tls;
    this.profiles = profiles;
  }

  Declarations read(Section file, String issuer) {
    List<Resource> resources = resources(file, issuer);
    Set<String> scopes = new LinkedHashSet<>(OPENID_SCOPES);
    file.section("scopes").ifPresent(s -> scopes.addAll(s.keys()));
    Set<String> own = Set.copyOf(scopes);
    file.sections("resources", "a resource").forEach(r -> refuseTwice(r, own));
    file.sections("resources", "a resource")
        .forEach(r -> r.section("scopes").ifPresent(s -> scopes.addAll(s.keys())));
    Set<String> audiences = new LinkedHashSet<>(Set.of(issuer));
    file.sections("resources", "a resource")
        .forEach(r -> r.text("resource").ifPresent(audiences::add));
    List<DeclaredClient> clients = clients(file, scopes, detailsTypes(file), audiences);
    judgeIntrospectionClients(file, ids(clients));
    Set<String> subjects = ids(clients);
    file.sections("users", "a user").forEach(u -> u.text("sub").ifPresent(subjects::add));
    file.sections("clients", "a client")
        .forEach(client -> TokenExchangeReader.warnOfUnknown(client, audiences, subjects));
    return new Declarations(clients, people(file, clients), resources);
  }

  /// A scope is the server's own or an API's: who allows it has to know which.
  private static void refuseTwice(Section resource, Set<String> own) {
    resource
        .section("scopes")
        .ifPresent(scopes ->
            scopes.keys().stream()
                .filter(name -> own.contains(name) && !OPENID_SCOPES.contains(name))
                .forEach(name ->
                    scopes.mistake(
                        name,
                        "'%s' is declared in the 'scopes' of the file already; rename or remove one"
                            .formatted(name))));
  }

  private List<Resource> resources(Section file, String issuer) {
    Map<String, Integer> lines = new HashMap<>();
    List<Resource> resources = new ArrayList<>();
    for (Section section : file.sections("resources", "a resource")) {
      Optional<Resource> resource = new ResourceReader(section, secrets).read();
      resource.ifPresent(read -> {
        profiles.ifPresent(p -> ProfileReader.judge(section, read, p));
        resources.add(read);
      });
      String uri = section.text("resource").orElse("");
      once("resource", uri, section.line("resource"), lines);
      if (!uri.isEmpty() && uri.equals(issuer)) {
        section.mistake("resource", "'resource' is the issuer, which is one by itself; remove it");
      }
    }
    return resources;
  }

  /// Each of one resource alone: a detail has to say whom it is for.
  private Set<String> detailsTypes(Section file) {
    Map<String, Integer> lines = new LinkedHashMap<>();
    for (Section resource : file.sections("resources", "a resource")) {
      resource
          .section("authorization_details_types")
          .ifPresent(types ->
              types
                  .keys()
                  .forEach(name ->
                      once("the type of authorization details", name, types.line(name), lines)));
    }
    return lines.keySet();
  }

  private List<DeclaredClient> clients(
      Section file, Set<String> scopes, Set<String> detailsTypes, Set<String> audiences) {
    Map<String, Integer> lines = new HashMap<>();
    List<DeclaredClient> clients = new ArrayList<>();
    for (Section section : file.sections("clients", "a client")) {
      Optional<DeclaredClient> client =
          new ClientReader(section, secrets, scopes, detailsTypes, tls).read();
      client.ifPresent(read -> {
        profiles.ifPresent(p -> ProfileReader.judge(section, read.client(), p));
        RequestObjectReader.judge(file, section, read.client());
        clients.add(read);
      });
      String id = section.text("client_id").orElse("");
      once("client_id", id, section.line("client_id"), lines);
      // An ID token for the one would be an access token for the other.
      if (!id.isEmpty() && audiences.contains(id)) {
        section.mistake(
            "client_id",
            "'client_id' is also the issuer or a resource, and 'aud' could not tell them apart; change it");
      }
    }
    return clients;
  }

  private List<DeclaredPerson> people(Section file, List<DeclaredClient> clients) {
    Map<String, Integer> usernames = new HashMap<>();
    Map<String, Integer> subjects = new HashMap<>();
    Map<String, Integer> addresses = new HashMap<>();
    List<DeclaredPerson> people = new ArrayList<>();
    for (Section section : file.sections("users", "a user")) {
      new PersonReader(section, secrets).read().ifPresent(people::add);
      String username = Person.folded(section.text("username").orElse(""));
      once("username", username, section.line("username"), usernames);
      String address = verifiedAddress(section);
      once("the verified email", address, section.line("email"), addresses);
      String subject = section.text("sub").orElse("");
      once("sub", subject, section.line("sub"), subjects);
      if (clients.stream().anyMatch(c -> c.client().id().equals(subject))) {
        section.mistake(
            "sub", "'sub' is also a client_id, and tokens could not tell them apart; change one");
      }
    }
    file.sections("users", "a user").forEach(user -> refuseUsername(user, usernames));
    return people;
  }

  /// As it is compared; empty where nobody signs in by it.
  private static String verifiedAddress(Section user) {
    return user.entry("email_verified")
            .filter(e -> e.value() instanceof Yaml.Scalar s && s.value().equals("true"))
            .isPresent()
        ? address(user)
        : "";
  }

  private static String address(Section user) {
    return user.text("email").flatMap(MailAddress::of).map(MailAddress::folded).orElse("");
  }

  /// Whom a name leads to must not depend on who proves something later.
  ///
  /// @param usernames as they are compared, with their lines
  private static void refuseUsername(Section user, Map<String, Integer> usernames) {
    Integer line = usernames.get(address(user));
    if (line != null && line != user.line("username")) {
      user.mistake(
          "email",
          "'email' is the username of the user in line %d, whom it would lead to; change one"
              .formatted(line));
    }
  }

  private void once(String key, String value, int line, Map<String, Integer> lines) {
    Optional<Integer> earlier =
        value.isEmpty() ? Optional.empty() : Optional.ofNullable(lines.putIfAbsent(value, line));
    earlier.ifPresent(first ->
        mistakes.add(
            line,
            "%s '%s' is already declared in line %d; change or remove one"
                .formatted(key, value, first)));
  }

  private static Set<String> ids(List<DeclaredClient> clients) {
    Set<String> ids = new LinkedHashSet<>();
    clients.forEach(c -> ids.add(c.client().id()));
    return ids;
  }

  private void judgeIntrospectionClients(Section file, Set<String> declared) {
    file.sections("resources", "a resource").stream()
        .flatMap(resource -> resource.list("introspection_clients").stream())
        .filter(id -> !declared.contains(id.value()))
        .forEach(this::noteUndeclared);
  }

  /// Whoever asks about tokens of others has its document fetched for none of them, and a key that
  /// it withdrew would be good without end.
  private void noteUndeclared(Yaml.Scalar id) {
    if (id.value().startsWith("https://") || id.value().startsWith("http://")) {
      mistakes.add(
          id.line(),
          "'%s' is no client of this file, and one that is known by the URL of a document may not ask about tokens of others; declare it in 'clients', or remove it"
              .formatted(id.value()));
    } else {
      mistakes.warn(
          id.line(),
          "no client of this file is called '%s'; until there is one, it asks for nobody"
              .formatted(id.value()));
    }
  }
}
