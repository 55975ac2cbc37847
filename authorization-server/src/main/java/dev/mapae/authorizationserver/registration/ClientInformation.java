package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.grant.DeviceCode;
import dev.mapae.authorizationserver.registration.ClientRegistration.Made;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Registration;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.protocol.Json;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What a client that registered itself is told about itself. RFC 7591 §3.2.1, RFC 7592 §3.
record ClientInformation(Issuer issuer, InForce inForce, SoftwareStatements statements) {
  private static final String SIGNED = "require_signed_request_object";

  Json of(Made made) {
    Client client = made.client();
    Registration registration = client.registration().orElseThrow();
    Json json =
        Json.object()
            .with("client_id", client.id())
            .with("client_id_issued_at", registration.issuedAt().getEpochSecond());
    made.secret().ifPresent(s -> json.with("client_secret", s).with("client_secret_expires_at", 0));
    json.with("registration_access_token", made.accessToken())
        .with(
            "registration_client_uri",
            issuer.url(ClientConfigurationEndpoint.PATH + "/" + client.id()));
    return json.withAll(told(client, registration));
  }

  /// What a client says of itself in an update. RFC 7592 §2.2 has it send back all that it was
  /// told, also what it never registered and this server or a profile asks of it, which would be
  /// its own word from then on. What it did register, it replaces, with what it was told as well,
  /// but for what [#lasts].
  Metadata said(Client before, Metadata update) {
    Registration registration = before.registration().orElseThrow();
    Map<String, Object> registered = registration.metadata();
    Map<String, Object> told =
        Json.parseObject(Json.write(told(before, registration))).orElseThrow();
    Map<String, Object> own = new LinkedHashMap<>(update.known());
    own.entrySet()
        .removeIf(sent ->
            !registered.containsKey(sent.getKey())
                && sent.getValue().equals(told.get(sent.getKey())));
    Set<String> lasting = lasts(before, update);
    registered.forEach((name, value) -> {
      if (lasting.contains(name) && Objects.equals(update.known().get(name), told.get(name))) {
        own.put(name, value);
      }
    });
    return update.with(own);
  }

  /// What stays as it was registered where an update has it as it was told, or lacks it as that
  /// did. Operators take scopes and types away, and give them back, and a client that says what it
  /// was told gives none of them up.
  private static Set<String> lasts(Client before, Metadata update) {
    Set<String> names = new HashSet<>(Set.of("scope", Besides.DETAILS_TYPES));
    // With devices it can be no word of the client's own, and would be refused. Where a statement
    // says the grants, the update need not.
    boolean vouched =
        update.all().containsKey(SoftwareStatements.MEMBER)
            && before.grantTypes().contains(DeviceCode.NAME);
    if (vouched || update.list("grant_types").orElse(List.of()).contains(DeviceCode.NAME)) {
      names.add(SIGNED);
    }
    return names;
  }

  private Map<String, Object> told(Client client, Registration registration) {
    Map<String, Object> metadata = new LinkedHashMap<>(registration.metadata());
    statements.of(client).ifPresent(text -> metadata.put(SoftwareStatements.MEMBER, text));
    metadata.put("token_endpoint_auth_method", client.credentials().method());
    metadata.putIfAbsent("grant_types", List.of("authorization_code"));
    metadata.putIfAbsent(
        "response_types",
        client.grantTypes().contains("authorization_code") ? List.of("code") : List.of());
    Client held = inForce.apply(client);
    // A scope has a value at least. RFC 6749 §3.3.
    if (held.presetScope().isEmpty()) {
      metadata.remove("scope");
    } else {
      metadata.put("scope", held.presetScope().toString());
    }
    metadata.computeIfPresent(Besides.DETAILS_TYPES, (_, registered) -> left(registered, held));
    held(held, metadata);
    if (inForce.requiresPush() || held.requirements().pushedAuthorizationRequests()) {
      metadata.put("require_pushed_authorization_requests", true);
    }
    if (inForce.requiresSignature() || held.requestObjects().required()) {
      metadata.put(SIGNED, true);
    }
    return metadata;
  }

  /// Of the types that it registered those that it may still have, in the same order.
  private static Object left(Object registered, Client held) {
    Set<String> types = held.requirements().authorizationDetailsTypes();
    return registered instanceof List<?> list
        ? list.stream().filter(types::contains).toList()
        : registered;
  }

  /// What a profile holds it to beyond what it registered, and answers it with.
  private static void held(Client client, Map<String, Object> metadata) {
    client.responses().signing().forEach((jwt, alg) -> metadata.put(jwt.signedResponseAlg(), alg));
    Requirements requirements = client.requirements();
    if (requirements.dpopBoundAccessTokens()) {
      metadata.put("dpop_bound_access_tokens", true);
    }
    if (!requirements.responseModes().isEmpty()) {
      metadata.put("response_modes", requirements.responseModes());
    }
  }
}
