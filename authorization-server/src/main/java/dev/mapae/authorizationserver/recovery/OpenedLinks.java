package dev.mapae.authorizationserver.recovery;

import dev.mapae.authorizationserver.account.PasswordRules;
import dev.mapae.authorizationserver.authentication.Cookies;
import dev.mapae.authorizationserver.authorize.StepTokens.Step;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.LinkOutcome;
import dev.mapae.authorizationserver.interaction.LinkPrompt;
import dev.mapae.authorizationserver.interaction.Mishap.Remedy;
import dev.mapae.authorizationserver.mail.MailedLinks;
import dev.mapae.authorizationserver.store.MailLink;
import dev.mapae.authorizationserver.store.MailLink.Purpose;
import dev.mapae.authorizationserver.store.Person;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// Links that went out by mail, in the browser where they are opened. The secret moves at once from
/// the URL, which stays in histories, into a cookie; the form that uses it is bound to the browser
/// and to the link.
record OpenedLinks(MailedLinks links, Visits visits, Cookies cookies, PasswordRules rules) {
  private static final String PARAMETER = "link";

  /// A GET of the page of a link.
  ///
  /// @param purposes that have this page
  /// @param person whom a link is good for, as they are now; empty when it is good no longer
  /// @param asksPassword whether that of the person is asked for besides
  LinkOutcome open(
      Request request,
      List<Purpose> purposes,
      Function<MailLink, Optional<Person>> person,
      Predicate<Person> asksPassword) {
    Visit visit = visits.of(request);
    Optional<String> presented = visit.parameters().one(PARAMETER);
    if (presented.isPresent()) {
      return links.isOurs(presented.get())
          ? new LinkOutcome.GoOn(moved(visit, purposes.getFirst(), presented.get()))
          : new LinkOutcome.Gone(uiLocales(request));
    }
    if (visit.isNew() && visits.isSaidToBeUnderWay(request)) {
      throw Visits.withoutCookie(Remedy.LINK);
    }
    Optional<MailLink> link = found(request, purposes);
    return link.flatMap(person)
        .<LinkOutcome>map(
            p -> new LinkOutcome.Ask(prompt(request, link.get(), p, asksPassword.test(p))))
        .orElseGet(() -> new LinkOutcome.Gone(uiLocales(request)));
  }

  private Response moved(Visit visit, Purpose purpose, String presented) {
    Visit clean = visit.with(visit.parameters().without(Set.of(PARAMETER)));
    return cookies.withLink(visits.goTo(clean, MailedLinks.path(purpose)), presented);
  }

  /// The link whose form was posted.
  ///
  /// @return empty when it was used or is over
  /// @throws dev.mapae.protocol.ProtocolException when the form was not made for this browser and
  ///   this link
  Optional<MailLink> posted(Request request, List<Purpose> purposes) {
    String step = request.form().required("step");
    Visit visit = visits.of(request);
    Optional<MailLink> link = found(request, purposes);
    link.ifPresent(l -> {
      if (visits.posted(visit, Step.MAIL_LINK, l.id(), step).isEmpty()) {
        throw Visits.tooOld(Remedy.LINK);
      }
    });
    return link;
  }

  Optional<MailLink> found(Request request, List<Purpose> purposes) {
    return cookies.link(request).flatMap(link -> links.find(Set.copyOf(purposes), link));
  }

  LinkPrompt prompt(Request request, MailLink link, Person person, boolean asksPassword) {
    Visit visit = visits.of(request);
    return new LinkPrompt(
        person.username(),
        link.address(),
        asksPassword,
        rules.least(),
        uiLocales(request),
        visits.url(visit, MailedLinks.path(link.purpose())),
        visits.formToken(visit, Step.MAIL_LINK, link.id()));
  }

  /// The same answer to a browser that needs the secret no longer.
  Response forgotten(Response response) {
    return cookies.withoutLink(response);
  }

  List<String> uiLocales(Request request) {
    return visits.of(request).uiLocales();
  }
}
