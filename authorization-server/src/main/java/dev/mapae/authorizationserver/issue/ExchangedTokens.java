package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.binding.Binding;
import dev.mapae.authorizationserver.issue.Decision.Approved;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.issue.Decision.Wish;
import dev.mapae.authorizationserver.issue.Proof.OfToken;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Confirmation;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import dev.mapae.authorizationserver.store.SpentIds;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Issues the tokens that others are exchanged for. They carry the grant of their subject's token
/// and end with it; nothing is spent for them. RFC 8693 §2.2.
record ExchangedTokens(
    Decision decision,
    Subjects subjects,
    SpentIds spentIds,
    AccessTokens accessTokens,
    Lifetimes lifetimes,
    InstantSource clock) {
  /// Who acts for whom, at most: each is one more hop.
  private static final int MAX_ACTORS = 4;

  Issued issue(Client client, OfToken proof, Binding binding, List<Once> once) {
    RichAuthorization.refuse(proof.details());
    proof.actor().ifPresent(actor -> verifyKey(client, actor, "actor_token", binding));
    verifyKey(client, proof.subject(), "subject_token", binding);
    Permission permission = decide(client, proof);
    if (proof.asJwt() && permission.resource().filter(ExchangedTokens::isOpaque).isPresent()) {
      throw invalid("Tokens for this resource are no JWTs; leave requested_token_type out.");
    }
    Map<String, Object> claims = claims(proof, permission);
    claims.putAll(proof.chain().claim(permission));
    accessTokens.requireKey(permission);
    Repetition.refuse(spentIds, once);
    Person person = proof.found().person();
    Instant now = clock.instant();
    Duration lifetime = lifetimes.overriddenBy(client.lifetimes()).of(Lifetime.ACCESS_TOKEN);
    Instant expiresAt =
        Stream.concat(Stream.of(proof.subject()), proof.actor().stream())
            .map(AccessToken::expiresAt)
            .reduce(now.plus(lifetime), (a, b) -> a.isBefore(b) ? a : b);
    String token =
        accessTokens.write(
            new AccessTokens.Content(
                Optional.of(proof.found().grant().id()),
                true,
                // Each client knows the person by its own name, whoever's token it brought.
                subjects.of(client, person),
                Optional.empty(),
                client.id(),
                permission,
                now,
                expiresAt,
                TokenClaims.confirmed(claims, binding)));
    return new Issued(
        token,
        binding.tokenType(),
        Duration.between(now, expiresAt).toSeconds(),
        permission.scope(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        person.subject(),
        Optional.of(proof.asJwt() ? TokenTypes.JWT : TokenTypes.ACCESS_TOKEN),
        facts(proof));
  }

  private static Map<String, String> facts(OfToken proof) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("subject_token_client_id", proof.subject().clientId());
    proof.actorName().ifPresent(actor -> facts.put("act", actor));
    return facts;
  }

  private static boolean isOpaque(Resource resource) {
    return resource.format() == AccessTokenFormat.OPAQUE;
  }

  /// A token that is worth nothing without its key is not exchanged for one that is: whoever got it
  /// for themselves shows that very key, and a resource that it was shown to a key of its own.
  private static void verifyKey(Client client, AccessToken token, String name, Binding binding) {
    Optional<Confirmation> key = token.confirmation();
    if (key.isEmpty()) {
      return;
    }
    if (binding.confirmation().isEmpty()) {
      throw invalid(
          "The "
              + name
              + " is bound to a key, and so is what comes of it: send a DPoP proof, or register"
              + " tls_client_certificate_bound_access_tokens and use mutual TLS.");
    }
    if (token.clientId().equals(client.id()) && !key.equals(binding.confirmation())) {
      throw invalid(
          "The " + name + " is bound to another key than the one that this request shows.");
    }
  }

  private Permission decide(Client client, OfToken proof) {
    ProfileCheck.requireNamed(client, !proof.resources().isEmpty());
    Grant grant = proof.found().grant();
    List<String> resources =
        grant.resources().stream().filter(client.tokenExchange().resources()::contains).toList();
    if (resources.isEmpty() || !resources.containsAll(proof.resources())) {
      throw new ProtocolError.InvalidTarget(
              "The subject_token is not exchanged for this resource: the person has to have allowed"
                  + " it to the client that asked them, and the operator to list it in the"
                  + " token_exchange of this one.")
          .exception();
    }
    return decision.decide(
        new Wish(
            client,
            Optional.of(proof.found().person()),
            proof.scope(),
            proof.resources(),
            // What people allowed beyond scopes is for whom they allowed it.
            List.of(),
            Optional.of(new Approved(most(proof, resources), resources, true, List.of()))));
  }

  /// Of the scopes of the grant those of the resource; and where the token is for it, or one before
  /// it was, no more than that has, or is left of it.
  private Scope most(OfToken proof, List<String> resources) {
    List<String> wanted = proof.resources().isEmpty() ? resources : proof.resources();
    Scope ofResources = wanted.stream().map(decision::scope).reduce(Scope.empty(), Scope::and);
    return wanted.stream()
        .flatMap(uri -> proof.chain().at(uri).stream())
        .reduce(proof.most().retain(ofResources), Scope::retain);
  }

  /// RFC 8693 §4.1, §4.4: who acted before stays in it, and so does who may act.
  private static Map<String, Object> claims(OfToken proof, Permission permission) {
    Map<String, Object> claims =
        TokenClaims.about(proof.found().grant(), proof.found().person(), permission);
    Optional<Object> before = Optional.ofNullable(proof.subject().claims().get("act"));
    Optional<Object> act =
        proof.actor().isEmpty()
            ? before
            : proof.actor().map(actor -> actor(actor.subject(), before));
    if (act.filter(a -> depth(a) > MAX_ACTORS).isPresent()) {
      throw invalid(
          "More than " + MAX_ACTORS + " act for one another already; ask the person anew.");
    }
    act.ifPresent(a -> claims.put("act", a));
    Optional.ofNullable(proof.subject().claims().get("may_act"))
        .ifPresent(mayAct -> claims.put("may_act", mayAct));
    return claims;
  }

  private static Map<String, Object> actor(String subject, Optional<Object> before) {
    Map<String, Object> act = new LinkedHashMap<>();
    act.put("sub", subject);
    before.ifPresent(earlier -> act.put("act", earlier));
    return act;
  }

  private static int depth(Object act) {
    return act instanceof Map<?, ?> actor && actor.get("act") instanceof Map<?, ?> earlier
        ? 1 + depth(earlier)
        : 1;
  }

  private static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidRequest(description).exception();
  }
}
