package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.assertion.TrustedIssuers;
import dev.mapae.authorizationserver.binding.Binding;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.issue.Decision.Wish;
import dev.mapae.authorizationserver.issue.Proof.OfAssertion;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.SpentIds;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Issues the tokens that speak for a person of whom somebody else vouches. They have no grant: the
/// person allowed nothing here, and there is nothing to refresh. RFC 7523 §2.1.
record AssertedTokens(
    Decision decision,
    Subjects subjects,
    SpentIds spentIds,
    AccessTokens accessTokens,
    Lifetimes lifetimes,
    InstantSource clock) {
  Issued issue(Client client, OfAssertion proof, Binding binding, List<Once> once) {
    RichAuthorization.refuse(proof.details());
    decision.requireOne(proof.resources());
    Permission permission =
        decision.decide(
            new Wish(
                client.limitedTo(proof.most()),
                Optional.of(proof.person()),
                proof.scope(),
                proof.resources(),
                List.of(),
                Optional.empty()));
    accessTokens.requireKey(permission);
    Repetition.refuse(spentIds, Stream.concat(once.stream(), Stream.of(proof.once())).toList());
    Instant now = clock.instant();
    Duration lifetime =
        lifetimes
            .overriddenBy(client.lifetimes())
            .withAtMost(Lifetime.ACCESS_TOKEN, TrustedIssuers.LONGEST_LIFE)
            .of(Lifetime.ACCESS_TOKEN);
    String token =
        accessTokens.write(
            new AccessTokens.Content(
                Optional.empty(),
                false,
                subjects.of(client, proof.person()),
                Optional.of(proof.person().subject()),
                client.id(),
                permission,
                now,
                now.plus(lifetime),
                TokenClaims.confirmed(TokenClaims.of(proof.person(), permission), binding)));
    return new Issued(
        token,
        binding.tokenType(),
        lifetime.toSeconds(),
        permission.scope(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        proof.person().subject(),
        Optional.empty(),
        Map.of("iss", proof.issuer()));
  }
}
