package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.authentication.BegunSessions.Renewal;
import dev.mapae.authorizationserver.authorize.SignInPlace;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.Connections;
import dev.mapae.authorizationserver.interaction.Connections.Had;
import dev.mapae.authorizationserver.interaction.Connections.Result;
import dev.mapae.authorizationserver.interaction.Occasion.AccountChanged.Change;
import dev.mapae.authorizationserver.interaction.PersonalPage;
import dev.mapae.authorizationserver.interaction.UpstreamPrompt.Choice;
import dev.mapae.authorizationserver.interaction.UpstreamTrouble;
import dev.mapae.authorizationserver.interaction.WayIn;
import dev.mapae.authorizationserver.mail.Notices;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Enrolments.InSession;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.authorizationserver.store.UpstreamIdentities;
import dev.mapae.authorizationserver.store.UpstreamIdentity;
import dev.mapae.authorizationserver.store.WaysIn;
import dev.mapae.authorizationserver.upstream.Connecting;
import dev.mapae.authorizationserver.upstream.Upstreams;
import dev.mapae.protocol.Parameters;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Where people see by which accounts at other providers they sign in, and connect and disconnect
/// them.
public record ConnectionsPage(
    FrontDoor door,
    Upstreams upstreams,
    UpstreamIdentities identities,
    WaysIn ways,
    Journal journal,
    Audit audit,
    InstantSource clock,
    Optional<Notices> notices)
    implements PersonalPage<Connections> {
  private static final String DISCONNECTED = "disconnected";

  @Override
  public Outcome<Connections> get(Request request) {
    return door.open(
        request,
        AccountPlace.CONNECTIONS,
        who -> {
          Optional<String> done = door.done(request, AccountPlace.CONNECTIONS, who);
          return content(
              request,
              who,
              done.map(ConnectionsPage::result).orElse(Result.ASKED),
              done.flatMap(UpstreamTrouble::of));
        });
  }

  private static Result result(String done) {
    return switch (done) {
      case DISCONNECTED -> Result.DISCONNECTED;
      case Connecting.CONNECTED -> Result.CONNECTED;
      default -> Result.ASKED;
    };
  }

  @Override
  public Outcome<Connections> post(Request request) {
    return door.take(
        request,
        AccountPlace.CONNECTIONS,
        (who, form) -> disconnected(request, who, form.required("identity")));
  }

  private Outcome<Connections> disconnected(Request request, Sessions.Found who, String id) {
    String subject = who.person().subject();
    Renewal renewal = door.signIn().begunSessions().renewal(request, who.session());
    return switch (identities.disconnect(
        id,
        ways,
        new InSession(who.session(), renewal.session(), clock.instant()),
        journal.of(Activity.Kind.UPSTREAM_DISCONNECTED, request, subject))) {
      case MADE, RENEWED -> {
        audit.record(
            AuditEvent.of(AuditEvent.Type.UPSTREAM_DISCONNECTED, request).with("sub", subject));
        notices.ifPresent(n -> n.changed(request, who.person(), Change.UPSTREAM_DISCONNECTED));
        yield door.backRenewed(request, AccountPlace.CONNECTIONS, renewal, DISCONNECTED);
      }
      case LAST, LAST_WAY_IN ->
          door.show(
              request,
              AccountPlace.CONNECTIONS,
              who,
              content(request, who, Result.LAST, Optional.empty()));
      case REFUSED, ENDED -> get(request);
    };
  }

  private Connections content(
      Request request, Sessions.Found who, Result result, Optional<UpstreamTrouble> trouble) {
    return new Connections(
        identities.ofPerson(who.person().subject()).stream().map(this::had).toList(),
        choices(request),
        WayIn.of(ways),
        result,
        trouble);
  }

  private Had had(UpstreamIdentity identity) {
    return new Had(
        identity.id(),
        upstreams.names(identity.provider()),
        identity.label(),
        identity.createdAt(),
        identity.usedAt());
  }

  private List<Choice> choices(Request request) {
    Parameters place =
        Parameters.empty()
            .with("page", AccountPlace.CONNECTIONS.word())
            .with(SignInForAccount.CONNECTING, "1");
    Parameters all =
        request
            .queryParameters()
            .one("ui_locales")
            .map(locales -> place.with("ui_locales", locales))
            .orElse(place);
    Visit visit = door.visits().of(request).with(all, clock.instant());
    return upstreams.choices(visit, SignInPlace.ACCOUNT);
  }
}
