package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.store.Origin;
import java.util.List;
import java.util.Optional;

/// The consent prompt in the words of one language.
///
/// @param device whether a device elsewhere asks
/// @param selfRegistered whether nobody here has looked at the client
/// @param identity whether `openid` is asked for
/// @param answeredBefore when the person answered this client before, as a sentence
/// @param groups of scopes, in the order in which they were asked for
/// @param details authorization details, in words
/// @param claims single claims, in words
/// @param access how long the client has access at a time, in words
/// @param whileAway how long it may go on while the person is away
/// @param whileAwayByBox whether only with the box of `offline_access`
record ConsentView(
    String client,
    String person,
    boolean device,
    boolean selfRegistered,
    boolean identity,
    Optional<String> answeredBefore,
    List<ScopeGroup> groups,
    List<DetailWords> details,
    List<Claim> claims,
    OperatorView operator,
    String access,
    Optional<String> whileAway,
    boolean whileAwayByBox) {

  /// One single claim.
  ///
  /// @param isNew whether it was not asked for when the person answered before
  record Claim(String words, boolean isNew) {}

  static ConsentView of(ConsentPrompt prompt, Messages messages) {
    String language = messages.language().tag();
    boolean device = prompt.destination() instanceof Destination.Device;
    boolean tells = prompt.isVouchedFor();
    ScopeWords scopes =
        new ScopeWords(messages, TimeZones.of(prompt.person()), prompt.before(), tells);
    return new ConsentView(
        DisplayName.of(prompt.client().name(language)),
        PersonName.of(prompt.person()),
        device,
        prompt.client().origin() == Origin.SELF_REGISTERED,
        prompt.scopes().stream().anyMatch(s -> s.name().equals("openid")),
        prompt
            .before()
            .filter(_ -> tells)
            .map(before -> messages.answeredBefore(scopes.day(before.at()))),
        scopes.groups(prompt.scopes()),
        prompt.details().stream()
            .map(detail -> DetailWords.of(detail, messages))
            .map(words -> tells ? words : words.untold())
            .toList(),
        prompt.claims().stream().sorted().map(claim -> claim(claim, prompt, messages)).toList(),
        OperatorView.of(prompt.client(), language),
        messages.accessAtATime(prompt.lasting().access()),
        prompt
            .lasting()
            .refresh()
            .map(refresh -> messages.accessWhileAway(refresh.most(), refresh.idle())),
        prompt.lasting().refresh().filter(ConsentPrompt.Refresh::optional).isPresent());
  }

  /// Whether there is a box to clear.
  boolean hasChoice() {
    return groups.stream().anyMatch(group -> group.boxes().stream().anyMatch(ScopeBox::optional));
  }

  /// How long the client may go on while the person is away, beside the box that allows it.
  Optional<String> whileAwayOf(ScopeBox box) {
    return whileAwayByBox && box.scope().equals("offline_access") ? whileAway : Optional.empty();
  }

  /// The same where no box has to be ticked for it.
  Optional<String> whileAwayInAnyCase() {
    return whileAwayByBox ? Optional.empty() : whileAway;
  }

  private static Claim claim(String name, ConsentPrompt prompt, Messages messages) {
    return new Claim(
        ScopeWords.claim(name, messages),
        prompt.before().filter(before -> !before.claims().contains(name)).isPresent());
  }
}
