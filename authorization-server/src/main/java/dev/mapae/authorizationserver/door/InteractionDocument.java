package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.Answered;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.Lasting;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedDetail;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedScope;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.SignInWanted;
import dev.mapae.authorizationserver.logo.LogoLinks;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// Writes what a site is asked, as JSON. What clients say of themselves is as they said it.
record InteractionDocument(Issuer issuer, Acceptance acceptance, LogoLinks logos) {
  Json signIn(Waiting waiting, SignInWanted wanted, Instant now) {
    Json json = begun(waiting, now);
    wanted.page().client().ifPresent(client -> json.with("client", client(client)));
    destination(json, wanted.page().destination());
    if (!wanted.scope().isEmpty()) {
      json.with("scope", wanted.scope());
    }
    // Of the account pages it is who was signed in.
    wanted
        .page()
        .username()
        .filter(_ -> wanted.page().client().isPresent())
        .ifPresent(hint -> json.with("login_hint", hint));
    json.with("ui_locales", wanted.page().uiLocales())
        .with("prompt", wanted.prompt())
        .with("acr_values", wanted.acrValues())
        .with("second_factor", wanted.secondFactor());
    wanted.maxAge().ifPresent(age -> json.with("max_age", age.toSeconds()));
    wanted.after().ifPresent(after -> json.with("authenticated_after", after.getEpochSecond()));
    wanted
        .signedIn()
        .flatMap(acceptance::nameThere)
        .ifPresent(name -> json.with("signed_in", person(name)));
    return json;
  }

  Json consent(Waiting waiting, ConsentPrompt asked, Instant now) {
    Json json = begun(waiting, now).with("client", client(asked.client()));
    destination(json, asked.destination());
    acceptance.nameThere(asked.person()).ifPresent(name -> json.with("signed_in", person(name)));
    boolean vouched = asked.isVouchedFor();
    json.with("ui_locales", asked.uiLocales())
        .with("scopes", asked.scopes().stream().map(scope -> scope(scope, vouched)).toList())
        .with(
            "authorization_details",
            asked.details().stream().map(detail -> detail(detail, vouched)).toList())
        .with("claims", asked.claims())
        .with("lasting", lasting(asked.lasting()));
    asked
        .before()
        .ifPresent(before ->
            json.with(
                "new_claims",
                asked.claims().stream().filter(c -> !before.claims().contains(c)).toList()));
    asked
        .before()
        .filter(_ -> vouched)
        .ifPresent(before -> json.with("answered_before", before.at().getEpochSecond()));
    return json;
  }

  private static Json begun(Waiting waiting, Instant now) {
    String purpose =
        switch (waiting.step()) {
          case SIGN_IN, CONSENT -> "client";
          case DEVICE_SIGN_IN -> "device";
          case ACCOUNT_SIGN_IN -> "account";
        };
    return Json.object()
        .with("step", waiting.step().word())
        .with("for", purpose)
        .with("expires_in", Duration.between(now, waiting.until()).toSeconds());
  }

  /// A logo is fetched by this server, so that no client sees who looks at it.
  private Json client(Client client) {
    Json json = Json.object().with("client_id", client.id());
    client.display().entrySet().stream()
        .filter(shown -> !shown.getKey().startsWith("logo_uri"))
        .sorted(Map.Entry.comparingByKey())
        .forEach(shown -> json.with(shown.getKey(), shown.getValue()));
    logos.of(client).ifPresent(path -> json.with("logo", issuer.origin() + path));
    return json.with("self_registered", client.isSelfRegistered());
  }

  private static void destination(Json json, Destination destination) {
    switch (destination) {
      case Destination.Redirect(var host, var onDevice) ->
          json.with("destination", Json.object().with("host", host).with("on_device", onDevice));
      case Destination.Device(var userCode, var remoteAddress) ->
          json.with(
              "device",
              Json.object().with("user_code", userCode).with("remote_address", remoteAddress));
      case Destination.Unknown() -> {}
    }
  }

  private Json person(String name) {
    return Json.object().with(OutcomeDocument.nameMember(acceptance.elsewhere().people()), name);
  }

  private static Json scope(RequestedScope scope, boolean vouched) {
    Json json =
        Json.object()
            .with("scope", scope.name())
            .with("resource_name", scope.resourceName())
            .with("descriptions", scope.descriptions())
            .with("claims", scope.claims())
            .with("optional", scope.optional());
    return switch (scope.answered()) {
      case Answered.NeverAsked _ -> json.with("before", "never_asked");
      case Answered.LeftOut _ -> json.with("before", "left_out");
      case Answered.Allowed(_, var added) when !vouched -> json.with("new_claims", added);
      case Answered.Allowed(var since, var added) ->
          json.with("before", "allowed")
              .with("allowed_since", since.getEpochSecond())
              .with("new_claims", added);
    };
  }

  private static Json detail(RequestedDetail detail, boolean vouched) {
    Json json =
        Json.object()
            .with("detail", detail.members())
            .with("resource", detail.resource())
            .with("resource_name", detail.resourceName())
            .with("descriptions", detail.descriptions());
    return vouched ? json.with("granted_before", detail.granted()) : json;
  }

  private static Json lasting(Lasting lasting) {
    Json json = Json.object().with("access_token", lasting.access().toSeconds());
    lasting
        .refresh()
        .ifPresent(refresh ->
            json.with("refresh_token", refresh.most().toSeconds())
                .with("refresh_token_idle", refresh.idle().toSeconds()));
    return json;
  }
}
