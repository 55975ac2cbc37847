package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.issue.ClaimsRequest;
import dev.mapae.authorizationserver.store.Activities;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Consent;
import dev.mapae.authorizationserver.store.Consents;
import dev.mapae.authorizationserver.store.Deletions;
import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.authorizationserver.store.Factors;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.authorizationserver.store.UpstreamIdentities;
import dev.mapae.authorizationserver.store.UpstreamIdentity;
import dev.mapae.protocol.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What is kept about somebody, as JSON: the account, its sessions, what it allowed, and what
/// happened to it. Nothing that could be presented anywhere: no password, in no form, and no id by
/// which a session is found, nothing of a second factor but that it is there; nor how many codes
/// were wrong, nor what waits for minutes, as requests that are not answered yet, links that went
/// out by mail, or news of a sign-out. Whoever adds a table about people adds it here.
public record PersonalData(
    String issuer,
    Deletions deletions,
    Factors factors,
    UpstreamIdentities upstreamIdentities,
    Sessions sessions,
    Grants grants,
    Consents consents,
    Activities activities,
    InstantSource clock) {
  /// Of each kind; `left_off` names the kinds of which there are more.
  private static final int MOST = 10_000;

  Json of(Person person) {
    Instant now = clock.instant();
    String subject = person.subject();
    Map<String, List<Map<String, Object>>> many = new LinkedHashMap<>();
    many.put(
        "sessions",
        shown(sessions.ofPerson(subject, now, Instant.EPOCH, MOST + 1), PersonalData::session));
    many.put("access", shown(grants.ofPerson(subject, now, MOST + 1), PersonalData::held));
    many.put("consents", shown(consents.ofPerson(subject, MOST + 1), PersonalData::consent));
    many.put(
        "activity", shown(activities.ofPerson(subject, now, MOST + 1), PersonalData::happened));
    Json data =
        Json.object()
            .with("issuer", issuer)
            .with("exported_at", now.toString())
            .with("account", account(person))
            .with(
                "factors",
                factors.find(subject).stream()
                    .flatMap(holder -> holder.factors().stream())
                    .map(PersonalData::factor)
                    .toList())
            .with(
                "connections",
                upstreamIdentities.ofPerson(subject).stream()
                    .map(PersonalData::connection)
                    .toList());
    List<String> leftOff = new ArrayList<>();
    for (var kind : many.entrySet()) {
      data = data.with(kind.getKey(), kind.getValue().stream().limit(MOST).toList());
      if (kind.getValue().size() > MOST) {
        leftOff.add(kind.getKey());
      }
    }
    return leftOff.isEmpty() ? data : data.with("left_off", leftOff);
  }

  private static <T> List<Map<String, Object>> shown(
      List<T> all, Function<T, Map<String, Object>> form) {
    return all.stream().map(form).toList();
  }

  private Map<String, Object> account(Person person) {
    Map<String, Object> account = new TreeMap<>();
    account.put("sub", person.subject());
    account.put("username", person.username());
    account.put("declared", person.origin() == Origin.DECLARED);
    account.put("has_password", person.passwordHash().isPresent());
    account.put("roles", person.roles().stream().sorted().toList());
    account.put("claims", person.claims());
    deletions.due(person.subject()).ifPresent(due -> account.put("deletion_due", due.toString()));
    return account;
  }

  private static Map<String, Object> factor(Factor factor) {
    Map<String, Object> shown = new TreeMap<>();
    shown.put("kind", factor.kind().name().toLowerCase(Locale.ROOT));
    shown.put("name", factor.name());
    shown.put("created_at", factor.createdAt().toString());
    factor.usedAt().ifPresent(at -> shown.put("used_at", at.toString()));
    return shown;
  }

  private static Map<String, Object> connection(UpstreamIdentity identity) {
    Map<String, Object> shown = new TreeMap<>();
    shown.put("provider", identity.provider());
    shown.put("sub", identity.providerSubject());
    shown.put("label", identity.label());
    shown.put("created_at", identity.createdAt().toString());
    identity.usedAt().ifPresent(at -> shown.put("used_at", at.toString()));
    return shown;
  }

  private static Map<String, Object> session(Sessions.Opened opened) {
    Map<String, Object> shown = new TreeMap<>();
    shown.put("signed_in_at", opened.since().toString());
    opened.session().authTime().ifPresent(at -> shown.put("authenticated_at", at.toString()));
    shown.put("used_at", opened.session().usedAt().toString());
    shown.put("expires_at", opened.session().expiresAt().toString());
    shown.put("acr", opened.session().acr());
    shown.put("amr", opened.session().amr());
    shown.put("browser", opened.browser());
    shown.put("remote_address", opened.remoteAddress());
    return shown;
  }

  private static Map<String, Object> held(Grants.Held held) {
    return Map.of(
        "client_id", held.clientId(),
        "scope", held.scope().toString(),
        "resources", held.resources(),
        "claims", ClaimsRequest.namesOf(held.claims()).stream().sorted().toList(),
        "authorization_details", held.details().stream().map(AuthorizationDetail::members).toList(),
        "since", held.since().toString(),
        "used_at", held.usedAt().toString());
  }

  private static Map<String, Object> consent(Consent consent) {
    return Map.of(
        "client_id", consent.clientId(),
        "scope", consent.scope().toString(),
        "left_out", consent.leftOut().toString(),
        "since",
            consent.scope().stream()
                .collect(
                    Collectors.toMap(scope -> scope, scope -> consent.since(scope).toString())),
        "resources", consent.resources().stream().sorted().toList(),
        "claims", consent.claims().stream().sorted().toList(),
        "authorization_details",
            consent.details().stream().map(AuthorizationDetail::members).toList(),
        "given_at", consent.givenAt().toString());
  }

  private static Map<String, Object> happened(Activity activity) {
    Map<String, Object> happened = new TreeMap<>();
    happened.put("kind", activity.kind().name().toLowerCase(Locale.ROOT));
    happened.put("at", activity.at().toString());
    happened.put("times", activity.times());
    happened.put("browser", activity.browser());
    happened.put("remote_address", activity.remoteAddress());
    activity.clientId().ifPresent(id -> happened.put("client_id", id));
    return happened;
  }
}
