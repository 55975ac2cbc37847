package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.Page.NO_INTERCEPTOR;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedScope;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.Interaction.ConsentOutcome;
import dev.mapae.authorizationserver.interaction.Interaction.ConsentOutcome.Ask;
import dev.mapae.authorizationserver.interaction.Interaction.ConsentOutcome.GoOn;
import dev.mapae.authorizationserver.store.Origin;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The page where a person allows or denies: a checkbox named `scope` for each scope but `openid`,
/// buttons `#approve` and `#deny`.
final class ConsentPage {
  private final Function<Request, ConsentOutcome> steps;
  private final Frames frames;

  /// @param steps what the page has to do
  ConsentPage(Function<Request, ConsentOutcome> steps, Frames frames) {
    this.steps = steps;
    this.frames = frames;
  }

  Response get(Request request) {
    return switch (steps.apply(request)) {
      case GoOn(Response response) -> response;
      case Ask(ConsentPrompt prompt) -> page(prompt, frames.of(request, prompt.uiLocales()));
    };
  }

  private static Response page(ConsentPrompt prompt, Frame frame) {
    View view = View.of(prompt, frame.messages());
    return new Page(
            200,
            frame.language(),
            ContentSecurityPolicy.forms(prompt.formTargets()),
            out -> JteconsentGenerated.render(out, NO_INTERCEPTOR, frame, prompt, view))
        .response();
  }

  /// The consent prompt in the words of one language.
  ///
  /// @param device whether a device elsewhere asks
  /// @param selfRegistered whether nobody here has looked at the client
  /// @param identity whether `openid` is asked for
  /// @param groups of checkboxes, in the order in which they were asked for
  /// @param details authorization details, in words
  /// @param claims single claims, in words
  record View(
      String client,
      String person,
      boolean device,
      boolean selfRegistered,
      boolean identity,
      List<Group> groups,
      List<DetailWords> details,
      List<String> claims,
      Optional<String> policyUri,
      Optional<String> termsUri) {

    static View of(ConsentPrompt prompt, Messages messages) {
      String language = messages.language().tag();
      return new View(
          DisplayName.of(prompt.client().name(language)),
          PersonName.of(prompt.person()),
          prompt.destination() instanceof Destination.Device,
          prompt.client().origin() == Origin.SELF_REGISTERED,
          prompt.scopes().stream().anyMatch(s -> s.name().equals("openid")),
          groups(prompt.scopes(), messages),
          prompt.details().stream().map(detail -> DetailWords.of(detail, messages)).toList(),
          prompt.claims().stream()
              .sorted()
              .map(c -> messages.claim(c).orElse(DisplayName.of(c)))
              .toList(),
          webPage(prompt.client().display(), "policy_uri", language),
          webPage(prompt.client().display(), "tos_uri", language));
    }

    static List<Group> groups(List<RequestedScope> scopes, Messages messages) {
      Map<String, List<Box>> byTitle = new LinkedHashMap<>();
      for (RequestedScope scope : scopes) {
        if (!scope.name().equals("openid")) {
          byTitle
              .computeIfAbsent(title(scope, messages), t -> new ArrayList<>())
              .add(
                  new Box(
                      scope.name(),
                      words(scope, messages),
                      claims(scope, messages),
                      scope.granted()));
        }
      }
      return byTitle.entrySet().stream().map(e -> new Group(e.getKey(), e.getValue())).toList();
    }

    private static Optional<String> claims(RequestedScope scope, Messages messages) {
      return scope.claims().isEmpty()
          ? Optional.empty()
          : Optional.of(
              messages.alsoTells(
                  scope.claims().stream()
                      .map(c -> messages.claim(c).orElse(DisplayName.of(c)))
                      .collect(Collectors.joining(", "))));
    }

    private static String title(RequestedScope scope, Messages messages) {
      if (!scope.resourceName().isEmpty()) {
        return messages.access(DisplayName.of(scope.resourceName()));
      }
      if (scope.name().equals("offline_access")) {
        return messages.accessOverTime();
      }
      return messages.openIdScopes().containsKey(scope.name()) || !scope.claims().isEmpty()
          ? messages.aboutYou()
          : messages.accessElsewhere();
    }

    /// Our own words for a scope of OpenID Connect, those of the resource for its own.
    private static String words(RequestedScope scope, Messages messages) {
      Map<String, String> words = scope.descriptions();
      return Optional.ofNullable(
              scope.resourceName().isEmpty() ? messages.openIdScopes().get(scope.name()) : null)
          .or(() -> Optional.ofNullable(words.get(messages.language().tag())))
          .or(() -> Optional.ofNullable(words.get("")))
          .orElse(scope.name());
    }

    /// RFC 7591 §2.2; only what a browser opens as a web page becomes a link.
    private static Optional<String> webPage(
        Map<String, String> display, String name, String language) {
      return Optional.ofNullable(display.get(name + "#" + language))
          .or(() -> Optional.ofNullable(display.get(name)))
          .filter(ConsentPage::isWebPage);
    }
  }

  private static boolean isWebPage(String uri) {
    try {
      String scheme = new URI(uri).getScheme();
      return "https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /// Checkboxes that belong together.
  record Group(String title, List<Box> boxes) {}

  /// One checkbox.
  ///
  /// @param scope its value
  /// @param claims what else it tells about the person, as a sentence
  /// @param granted whether it was allowed before
  record Box(String scope, String words, Optional<String> claims, boolean granted) {}
}
