package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authorize.RequestedScopes;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountPages.Application;
import dev.mapae.authorizationserver.interaction.AccountPages.Applications;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.PersonalPage;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
  /// Each has as many lines as what it may do, and some more.
  private static final Paging<Allowed.OfClient> PAGING =
      new Paging<>(
          held -> Paging.Mark.of(held.since(), held.clientId()), ApplicationsPage::lines, 50);

  /// In characters, of authorization details, which may be as long as they like.
  private static final int LINE = 40;

  private static int lines(Allowed.OfClient held) {
    int details =
        held.details().stream()
            .mapToInt(detail -> 1 + Json.write(detail.members()).length() / LINE)
            .sum();
    return 4 + held.scope().tokens().size() + held.claims().size() + details;
  }

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
    Paging.Part<Allowed.OfClient> part =
        PAGING.part(allowed.of(who.person().subject()), request.queryParameters().one("before"));
    return new Applications(
        part.shown().stream().map(held -> application(held, who.person())).toList(),
        revoked.map(id -> new Applications.Revoked(id, clients.apply(id))),
        part.older());
  }

  private Application application(Allowed.OfClient held, Person person) {
    Optional<Client> client = clients.apply(held.clientId());
    return new Application(
        held.clientId(),
        client,
        words.of(held.scope(), held.resources()),
        client
            .map(known -> words.claims(held.claims(), held.scope(), known, person))
            .orElse(List.of()),
        words.of(held.details()),
        held.since(),
        held.usedAt());
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
