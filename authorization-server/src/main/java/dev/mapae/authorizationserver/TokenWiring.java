package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.AuthorizationServer.Parts;
import dev.mapae.authorizationserver.binding.Dpop;
import dev.mapae.authorizationserver.clientauth.ClientAuthentication;
import dev.mapae.authorizationserver.device.DeviceRequests;
import dev.mapae.authorizationserver.issue.AccessTokens;
import dev.mapae.authorizationserver.issue.Decision;
import dev.mapae.authorizationserver.issue.Subjects;
import dev.mapae.authorizationserver.issue.TokenIssuer;
import dev.mapae.authorizationserver.issue.TokenState;
import dev.mapae.authorizationserver.jar.RequestObjects;
import dev.mapae.authorizationserver.logout.BackChannelLogout;
import dev.mapae.authorizationserver.par.PushedRequests;
import dev.mapae.authorizationserver.response.ClientJwts;
import dev.mapae.authorizationserver.store.Stores;
import java.time.Duration;
import java.time.InstantSource;

/// What proves who a client is, decides what it gets, and makes and reads tokens: the endpoints
/// that no person sees are made of it.
final class TokenWiring {
  final ClientAuthentication clientAuthentication;
  final Dpop dpop;
  final ClientJwts clientJwts;
  final Subjects subjects;
  final Decision decision;
  final AccessTokens accessTokens;
  final TokenIssuer issuer;
  final TokenState state;
  final RequestObjects objects;
  final PushedRequests pushed;
  final DeviceRequests devices;

  TokenWiring(Parts parts, Shared shared) {
    Issuer server = parts.issuer();
    Stores stores = parts.stores();
    InstantSource clock = parts.clock();
    this.clientAuthentication =
        ClientAuthentication.of(
            server,
            shared::findClient,
            shared.clients::isKept,
            shared.secrets,
            shared.clientKeys,
            stores.spentIds(),
            parts.mutualTls(),
            clock);
    this.dpop =
        new Dpop(
            server,
            shared.keys,
            Dpop.ALGORITHMS.stream()
                .filter(shared.profiles.everyClient().requirements()::allows)
                .toList(),
            parts.requireDpopNonce(),
            clock);
    this.clientJwts = new ClientJwts(server.value(), shared.keys, shared.clientKeys);
    this.subjects = new Subjects(server.value(), shared.keys);
    this.decision = new Decision(shared.catalog, shared.housekeeping::isAbreast, shared.usable);
    this.accessTokens = new AccessTokens(server.value(), shared.keys, shared.sealing, shared.ids);
    this.issuer =
        new TokenIssuer(
            clientJwts,
            decision,
            subjects,
            shared.catalog,
            stores.grants(),
            stores.spentIds(),
            stores.registrations(),
            shared.handles,
            accessTokens,
            parts.lifetimes(),
            clock);
    this.state =
        new TokenState(
            accessTokens,
            stores.grants(),
            stores.people(),
            shared.usable,
            stores.deniedTokens(),
            shared::findClient,
            shared.catalog,
            clock);

    // Requests that come before a browser does.
    this.objects =
        new RequestObjects(server, shared.clientKeys, shared.keys, shared.fetcher, clock);
    this.pushed =
        new PushedRequests(
            stores.pendingRequests(), shared.handles, shared.sealing, shared.ids, clock);
    this.devices =
        new DeviceRequests(
            server,
            stores.pendingRequests(),
            shared.handles,
            shared.sealing,
            shared.keys,
            parts.random(),
            shared.ids,
            clock);

    shared.housekeeping.apart(
        Duration.ofSeconds(1),
        new BackChannelLogout(
                clientJwts,
                subjects,
                shared.ids,
                shared::findClient,
                stores.logoutDeliveries(),
                parts.fetcher(),
                clock,
                parts.audit())
            ::deliver);
  }
}
