package dev.mapae.playground;

import dev.mapae.client.ClientSecretBasic;
import dev.mapae.client.Environment;
import java.net.URI;

/// Who plays, and where each of them lives.
///
/// @param issuer the authorization server
/// @param api the base of the resource server's addresses
/// @param client the name and secret of the client, which is this page
/// @param redirectUri where the client takes authorization responses
/// @param environment network, clock and chance
record Cast(
    String issuer, URI api, ClientSecretBasic client, URI redirectUri, Environment environment) {}
