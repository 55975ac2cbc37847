package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.AccountPages.Application;
import dev.mapae.authorizationserver.interaction.AccountPages.Application.OnceMore;
import dev.mapae.authorizationserver.interaction.AccountPages.Applications;
import dev.mapae.authorizationserver.store.Client;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// What somebody allowed applications, in the words of the consent page.
///
/// @param revoked the name of the one of which it was taken back just now
/// @param older what leads to those allowed before; empty for none
record ApplicationsView(List<Held> applications, Optional<String> revoked, Optional<String> older) {
  /// One application.
  ///
  /// @param selfRegistered whether nobody here has looked at it
  /// @param identity whether it knows who the person is
  /// @param claims single claims, in words
  /// @param more whether there is something besides, which is not shown
  record Held(
      String clientId,
      String name,
      boolean selfRegistered,
      boolean identity,
      List<ScopeGroup> groups,
      List<String> claims,
      List<DetailWords> details,
      boolean more,
      Instant since,
      Optional<Instant> usedAt,
      OnceMore onceMore) {}

  static ApplicationsView of(Applications applications, Messages messages) {
    return new ApplicationsView(
        applications.applications().stream().map(one -> held(one, messages)).toList(),
        applications.revoked().map(revoked -> name(revoked.clientId(), revoked.client(), messages)),
        applications.older());
  }

  private static Held held(Application one, Messages messages) {
    return new Held(
        one.clientId(),
        name(one.clientId(), one.client(), messages),
        one.client().filter(Client::isSelfRegistered).isPresent(),
        one.scopes().stream().anyMatch(scope -> scope.name().equals("openid")),
        new ScopeWords(messages, ZoneOffset.UTC, Optional.empty(), true).groups(one.scopes()),
        one.claims().stream().map(claim -> ScopeWords.claim(claim, messages)).toList(),
        one.details().stream().map(detail -> DetailWords.of(detail, messages)).toList(),
        one.more(),
        one.since(),
        one.usedAt(),
        one.onceMore());
  }

  private static String name(String clientId, Optional<Client> client, Messages messages) {
    return DisplayName.of(client.map(c -> c.name(messages.language().tag())).orElse(clientId));
  }
}
