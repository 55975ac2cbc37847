package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authorize.AskedEachTime;
import dev.mapae.authorizationserver.authorize.RequestedScopes;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountPages.Application;
import dev.mapae.authorizationserver.interaction.AccountPages.Application.OnceMore;
import dev.mapae.authorizationserver.interaction.AccountPages.Applications;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedDetail;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedScope;
import dev.mapae.authorizationserver.interaction.PageRoom;
import dev.mapae.authorizationserver.interaction.PersonalPage;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Allowance.Place;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.Parameters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// What somebody allowed applications, and how they take it back: all that an application holds,
/// and what is remembered for it. It is in force with the next request, on every node.
public record ApplicationsPage(
    FrontDoor door,
    Allowed allowed,
    RequestedScopes words,
    Function<String, Optional<Client>> clients,
    Journal journal,
    Audit audit)
    implements PersonalPage<Applications> {
  @Override
  public Outcome<Applications> get(Request request) {
    return door.open(
        request,
        AccountPlace.APPLICATIONS,
        who ->
            content(
                request,
                who,
                door.done(request, AccountPlace.APPLICATIONS, who)
                    .filter(done -> !done.isEmpty())));
  }

  /// With the field `client_id`.
  @Override
  public Outcome<Applications> post(Request request) {
    return door.take(
        request,
        AccountPlace.APPLICATIONS,
        (who, form) ->
            door.back(
                request,
                AccountPlace.APPLICATIONS,
                who.session(),
                revoke(request, who, form).orElse("")));
  }

  private Applications content(Request request, Sessions.Found who, Optional<String> revoked) {
    Paging<Allowed.OfClient> paging =
        new Paging<>(
            held -> Paging.Mark.of(held.place().since(), held.place().clientId()),
            held -> room(application(held, who.person())),
            PageRoom.OF_PAGE);
    Place last =
        request
            .queryParameters()
            .one("before")
            .flatMap(Paging.Mark::parse)
            .map(mark -> new Place(Instant.ofEpochMilli(mark.millis()), mark.id()))
            .orElse(Place.START);
    Paging.Part<Allowed.OfClient> part = paging.first(allowed.after(who.person().subject(), last));
    return new Applications(
        part.shown().stream().map(held -> application(held, who.person())).toList(),
        revoked.map(id -> new Applications.Revoked(id, clients.apply(id))),
        part.older());
  }

  private static int room(Application one) {
    return PageRoom.ofApplication(one.clientId(), one.client())
        + one.scopes().stream().mapToInt(PageRoom::of).sum()
        + PageRoom.of(List.of(), one.details(), one.claims());
  }

  /// One that has more than a page has room for is shown in part: its button takes back all of it.
  private Application application(Allowed.OfClient held, Person person) {
    String clientId = held.place().clientId();
    Optional<Client> client = clients.apply(clientId);
    Fitting fitting = new Fitting(PageRoom.OF_PAGE - PageRoom.ofApplication(clientId, client));
    List<RequestedScope> scopes =
        fitting.of(words.of(held.scope(), held.resources()), PageRoom::of);
    List<String> claims =
        fitting.of(
            client
                .map(known -> words.claims(held.claims(), held.scope(), known, person))
                .orElse(List.of()),
            PageRoom::ofClaim);
    List<RequestedDetail> details = fitting.of(words.of(held.details()), PageRoom::of);
    return new Application(
        clientId,
        client,
        scopes,
        claims,
        details,
        fitting.left || held.others() > 0,
        held.place().since(),
        held.usedAt(),
        onceMore(client));
  }

  private static OnceMore onceMore(Optional<Client> client) {
    return client
        .filter(Client::enabled)
        .map(known -> AskedEachTime.by(known) ? OnceMore.ASKED : OnceMore.UNASKED)
        .orElse(OnceMore.NOT_AT_ALL);
  }

  /// Takes what fits, and knows whether something did not.
  private static final class Fitting {
    private int room;
    private boolean left;

    Fitting(int room) {
      this.room = room;
    }

    <T> List<T> of(List<T> all, ToIntFunction<T> weight) {
      List<T> fit = new ArrayList<>();
      for (T one : all) {
        int needed = weight.applyAsInt(one);
        if (needed > room) {
          left = true;
        } else {
          room -= needed;
          fit.add(one);
        }
      }
      return fit;
    }
  }

  /// @return the client that lost what it had
  private Optional<String> revoke(Request request, Sessions.Found who, Parameters form) {
    String subject = who.person().subject();
    Optional<String> revoked =
        form.one("client_id")
            .filter(id ->
                allowed.revoke(
                    subject, id, journal.of(Activity.Kind.CONSENT_REVOKED, request, subject, id)));
    revoked.ifPresent(id ->
        audit.record(
            AuditEvent.of(AuditEvent.Type.CONSENT_REVOKED, request)
                .with("sub", subject)
                .with("client_id", id)));
    return revoked;
  }
}
