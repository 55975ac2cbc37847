package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountPages.Happened;
import dev.mapae.authorizationserver.interaction.AccountPages.History;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.PersonalPage;
import dev.mapae.authorizationserver.store.Activities;
import dev.mapae.authorizationserver.store.Activities.Section;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.BrowserName;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Sessions;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// What happened to somebody's account.
public record ActivityPage(
    FrontDoor door,
    Activities activities,
    Function<String, Optional<Client>> clients,
    InstantSource clock)
    implements PersonalPage<History> {
  private static final Pattern ID = Pattern.compile("[0-9A-Za-z_-]{1,64}");
  private static final int SHOWN = 20;
  private static final int REFUSALS_SHOWN = 10;

  @Override
  public Outcome<History> get(Request request) {
    return door.open(request, AccountPlace.ACTIVITY, who -> content(request, who));
  }

  /// It has no form.
  @Override
  public Outcome<History> post(Request request) {
    return get(request);
  }

  /// A mark with nothing behind it, such as an old one, leads to the beginning: what is said there
  /// where nothing happened holds of the whole.
  private History content(Request request, Sessions.Found who) {
    String subject = who.person().subject();
    History marked = content(subject, id(request, "before"), id(request, "refused_before"));
    return marked.done().isEmpty() && marked.refused().isEmpty()
        ? content(subject, Optional.empty(), Optional.empty())
        : marked;
  }

  /// Whoever guesses cannot push what the person did off the page. Of the pages that follow each
  /// has the one or the other.
  private History content(String subject, Optional<String> before, Optional<String> refusedBefore) {
    Part done =
        before.isEmpty() && refusedBefore.isPresent()
            ? Part.NOTHING
            : part(subject, new Section(false, before, SHOWN));
    Part refused =
        before.isPresent()
            ? Part.NOTHING
            : part(subject, new Section(true, refusedBefore, REFUSALS_SHOWN));
    return new History(
        happened(done.shown()), happened(refused.shown()), done.older(), refused.older());
  }

  private static Optional<String> id(Request request, String name) {
    return request.queryParameters().one(name).filter(id -> ID.matcher(id).matches());
  }

  /// @param older the id of the last that is shown, where there are more
  private record Part(List<Activity> shown, Optional<String> older) {
    static final Part NOTHING = new Part(List.of(), Optional.empty());
  }

  private Part part(String subject, Section section) {
    int most = section.most();
    List<Activity> found =
        activities.ofPerson(
            subject, new Section(section.refusals(), section.before(), most + 1), clock.instant());
    return found.size() > most
        ? new Part(found.subList(0, most), Optional.of(found.get(most - 1).id()))
        : new Part(found, Optional.empty());
  }

  private List<Happened> happened(List<Activity> some) {
    return some.stream()
        .sorted(Comparator.comparing(Activity::at).reversed())
        .map(one ->
            new Happened(
                one.kind(),
                one.at(),
                one.times(),
                one.remoteAddress(),
                BrowserName.of(one.browser()),
                one.clientId(),
                one.clientId().flatMap(clients)))
        .toList();
  }
}
