package dev.mapae.authorizationserver;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.Samples.Sample;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.store.AssertionPolicy;
import dev.mapae.authorizationserver.store.AuthenticationDefaults;
import dev.mapae.authorizationserver.store.CertificateSubject;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.ResponseEncryption;
import dev.mapae.authorizationserver.store.ResponseJwt;
import dev.mapae.authorizationserver.store.TokenExchangePolicy;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The configuration file and the database come to agree on every member of a client.
class ReconciledMembersTests {
  final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  static DeclaredClient service(UnaryOperator<Sample> changed) {
    return Samples.confidential(
        changed.apply(
            Samples.client("service")
                .grants("client_credentials")
                .scope("playlist.read playlist.write")));
  }

  /// One that is forgotten among the facts would keep its old value after a restart.
  @Test
  void is_noticed_whichever_member_of_a_client_changed_alone() {
    assertThat(members().keySet())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Client.class.getRecordComponents())
                .map(RecordComponent::getName)
                // Of a declared one they are always the same.
                .filter(name -> !Set.of("id", "origin", "enabled", "registration").contains(name))
                .toList());
    var before = Declared.with(Samples.declarations(), service(UnaryOperator.identity()));
    members()
        .forEach((name, variants) ->
            variants.forEach(changed -> {
              server.server.reconcile(before);
              var declared = Declared.with(Samples.declarations(), service(changed));
              assertThat(server.server.reconcile(declared)).as(name).isEqualTo(1);
            }));
  }

  /// The parts of a client are told component by component, so that one that is new could be
  /// forgotten there.
  @Test
  void is_noticed_for_each_component_of_a_part() throws Exception {
    Client before = service(UnaryOperator.identity()).client();
    for (var member : members().entrySet()) {
      if (value(before, member.getKey()) instanceof Record part) {
        Set<String> changed = new TreeSet<>();
        for (UnaryOperator<Sample> variant : member.getValue()) {
          Object varied = value(service(variant).client(), member.getKey());
          components(part)
              .filter(name -> !value(part, name).equals(value((Record) varied, name)))
              .forEach(changed::add);
        }
        assertThat(changed)
            .as(member.getKey())
            .containsExactlyInAnyOrderElementsOf(components(part).toList());
      }
    }
  }

  private static RequestObjectPolicy encrypted(Optional<String> alg, Optional<String> enc) {
    return new RequestObjectPolicy(false, List.of(), Optional.empty(), alg, enc, true);
  }

  private static Stream<String> components(Record part) {
    return Stream.of(part.getClass().getRecordComponents())
        .map(RecordComponent::getName)
        // Every declared client is registered for a method; its secrets stand beside it, and the
        // rules follow from its profile.
        .filter(name -> !Set.of("method", "secrets", "rules").contains(name));
  }

  private static Object value(Record of, String component) {
    try {
      return of.getClass().getMethod(component).invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /// By the name of the member: what changes it, or a part of it, and nothing else.
  private Map<String, List<UnaryOperator<Sample>>> members() {
    String uri = "https://x.example/bye";
    return Map.ofEntries(
        entry(
            "credentials",
            List.of(
                c -> c.assertions(new AssertionPolicy(Optional.of("ES256"), false)),
                c -> c.assertions(new AssertionPolicy(Optional.empty(), true)),
                c -> c.subject(CertificateSubject.Name.SAN_DNS, "x.example"))),
        entry("keySource", List.of(c -> c.keys(new ClientKeySource.Jwks("{\"keys\":[]}")))),
        entry("grantTypes", List.of(c -> c.grants("client_credentials", "x"))),
        entry("redirectUris", List.of(c -> c.redirectUris("https://x.example/cb"))),
        entry("scope", List.of(c -> c.scope("playlist.read"))),
        entry("skipConsent", List.of(Sample::skipConsent)),
        entry(
            "requirements",
            List.of(
                Sample::withoutPkce,
                Sample::pushing,
                Sample::dpopBound,
                Sample::certificateBound,
                c -> c.detailsTypes("payment"),
                c -> c.profile(Profile.MCP),
                c -> c.responseModes("query.jwt"))),
        entry(
            "requestObjects",
            List.of(
                c -> c.requestObjects(RequestObjectPolicy.PRESET.withRequired()),
                c -> c.requestObjects(RequestObjectPolicy.PRESET.withExpRequired(false)),
                c ->
                    c.requestObjects(
                        RequestObjectPolicy.signing(false, List.of(uri), Optional.empty())),
                c ->
                    c.requestObjects(
                        RequestObjectPolicy.signing(false, List.of(), Optional.of("ES256"))),
                c -> c.requestObjects(encrypted(Optional.of("ECDH-ES"), Optional.empty())),
                c -> c.requestObjects(encrypted(Optional.empty(), Optional.of("A256GCM"))))),
        entry("refreshTokenReuseGrace", List.of(c -> c.grace(Duration.ofSeconds(1)))),
        entry(
            "lifetimes",
            List.of(c ->
                c.lifetimes(new Lifetimes(Map.of(Lifetime.ACCESS_TOKEN, Duration.ofMinutes(1)))))),
        entry(
            "responses",
            List.of(
                c -> c.responses(ResponseAlgorithms.PRESET.with(ResponseJwt.ID_TOKEN, "ES256")),
                c ->
                    c.responses(
                        ResponseAlgorithms.PRESET.with(
                            ResponseJwt.ID_TOKEN, new ResponseEncryption("ECDH-ES", "A256GCM"))))),
        entry(
            "logout",
            List.of(c -> c.postLogout(uri), c -> c.backchannel(uri), c -> c.frontchannel(uri))),
        entry(
            "subjects", List.of(Sample::pairwise, c -> c.sector("https://x.example/sector.json"))),
        entry("claims", List.of(c -> c.claims(Map.of("tenant", "x")))),
        entry("display", List.of(c -> c.name("Another"))),
        entry(
            "authentication",
            List.of(
                c ->
                    c.authentication(
                        new AuthenticationDefaults(Optional.of(Duration.ofSeconds(1)), List.of())),
                c -> c.authentication(new AuthenticationDefaults(Optional.empty(), List.of("x"))))),
        entry(
            "tokenExchange",
            List.of(
                c -> c.exchange(new TokenExchangePolicy(Set.of("x"), true, Optional.empty())),
                c -> c.exchange(new TokenExchangePolicy(Set.of(), false, Optional.empty())),
                c -> c.exchange(new TokenExchangePolicy(Set.of(), true, Optional.of("x"))))));
  }
}
