package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.assertion.TrustedIssuer;
import dev.mapae.authorizationserver.assertion.TrustedIssuer.Subjects;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.grant.JwtBearer;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.protocol.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads whose assertions about people are believed: `trusted_issuers`. RFC 7523 §2.1.
final class TrustedIssuerReader {
  static final String GRANT_TYPE = JwtBearer.NAME;

  private static final String KEY = "trusted_issuers";

  private final Section section;
  private final String own;
  private final Set<String> scopes;

  /// @param scopes all that are declared
  private TrustedIssuerReader(Section section, String own, Set<String> scopes) {
    this.section = section;
    this.own = own;
    this.scopes = scopes;
  }

  /// @param own the issuer that the file is for
  static List<TrustedIssuer> readAll(Section file, String own, Declarations declarations) {
    List<Client> clients = declarations.clients().stream().map(DeclaredClient::client).toList();
    Set<String> scopes = new LinkedHashSet<>(DeclarationsReader.OPENID_SCOPES);
    file.section("scopes").ifPresent(s -> scopes.addAll(s.keys()));
    declarations.resources().forEach(r -> scopes.addAll(r.scope().tokens()));
    Set<String> seen = new LinkedHashSet<>();
    Set<String> bringing = new LinkedHashSet<>();
    List<TrustedIssuer> all = new ArrayList<>();
    for (Section section : file.sections(KEY, "a trusted issuer")) {
      new TrustedIssuerReader(section, own, scopes).read(clients).ifPresent(all::add);
      section.list("clients").forEach(id -> bringing.add(id.value()));
      if (!seen.add(section.text("issuer").orElse(""))) {
        section.mistake("issuer", "this 'issuer' is already trusted above; make one entry of both");
      }
    }
    for (Client client : clients) {
      if (client.grantTypes().contains(GRANT_TYPE) && !bringing.contains(client.id())) {
        file.warn(
            "clients",
            "the client '%s' has the grant type %s, and no entry of 'trusted_issuers' lists it; it gets nothing by that"
                .formatted(client.id(), GRANT_TYPE));
      }
    }
    return all;
  }

  private Optional<TrustedIssuer> read(List<Client> known) {
    Optional<String> issuer =
        section.required("issuer", "https://idp.example.com").map(Yaml.Scalar::value);
    issuer.flatMap(this::mistake).ifPresent(m -> section.mistake("issuer", "'issuer' " + m));
    Optional<ClientKeySource> keys = KeySourceReader.read(section);
    if (keys.isPresent()) {
      KeySourceReader.requireToVerify(section, keys, "jwks");
    } else if (section.entry("jwks").isEmpty()) {
      section.mistake("issuer", "a trusted issuer has no keys; add its 'jwks_uri', or its 'jwks'");
    }
    Optional<Subjects> subjects = subjects();
    Set<String> clients = clients(known);
    Scope scope = section.required("scope", "playlist.read").map(this::scope).orElse(Scope.empty());
    section.noMore();
    return issuer.flatMap(iss ->
        keys.flatMap(
            source -> subjects.map(who -> new TrustedIssuer(iss, source, who, clients, scope))));
  }

  private Scope scope(Yaml.Scalar scalar) {
    List<String> tokens = List.of(scalar.value().strip().split(" +"));
    for (String token : tokens) {
      if (token.equals("offline_access")) {
        section.mistake(
            "scope", "no refresh token comes of an assertion; remove offline_access from 'scope'");
      } else if (!scopes.contains(token)) {
        section.mistake(
            "scope",
            "no resource declares the scope '%s'; declare it, or did you mean '%s'?"
                .formatted(token, EditDistance.nearest(token, scopes)));
      }
    }
    return Scope.of(tokens);
  }

  private Optional<String> mistake(String issuer) {
    if (issuer.equals(own)) {
      return Optional.of("is this server itself, which needs no assertion; remove the entry");
    }
    return issuer.isBlank() || issuer.length() > 2000
        ? Optional.of("has to be the 'iss' of its assertions, letter for letter")
        : Optional.empty();
  }

  private Optional<Subjects> subjects() {
    Optional<String> subject = section.word("subject", List.of("username"));
    Map<String, String> listed = new LinkedHashMap<>();
    section
        .section("subjects")
        .ifPresent(s -> s.keys().forEach(sub -> s.text(sub).ifPresent(u -> listed.put(sub, u))));
    boolean isListed = section.entry("subjects").isPresent();
    if (section.entry("subject").isPresent() == isListed) {
      section.mistake(
          isListed ? "subjects" : "issuer",
          "a trusted issuer has either 'subject: username', when its 'sub' is the username of a person here, or 'subjects' with the username of each 'sub'");
      return Optional.empty();
    }
    return isListed
        ? Optional.of(new Subjects.Listed(listed))
        : subject.map(username -> new Subjects.Usernames());
  }

  private Set<String> clients(List<Client> known) {
    Map<String, Client> byId =
        known.stream().collect(Collectors.toMap(Client::id, c -> c, (a, b) -> a));
    Set<String> ids = new LinkedHashSet<>();
    if (section.entry("clients").isEmpty()) {
      section.mistake(
          "issuer", "a trusted issuer has no 'clients'; list those that may bring its assertions");
    }
    for (Yaml.Scalar id : section.list("clients")) {
      ids.add(id.value());
      Optional<Client> client = Optional.ofNullable(byId.get(id.value()));
      if (client.isEmpty()) {
        section
            .mistakes()
            .warn(
                id.line(),
                "no client of this file is called '%s'; until there is one, nobody brings assertions in its name"
                    .formatted(id.value()));
      }
      client
          .filter(c -> c.isPublic() || !c.grantTypes().contains(GRANT_TYPE))
          .ifPresent(c ->
              section
                  .mistakes()
                  .add(
                      id.line(),
                      "the client '%s' cannot bring assertions: it has to have the grant type %s, and not to be public"
                          .formatted(c.id(), GRANT_TYPE)));
    }
    return ids;
  }
}
