package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.store.Client;

/// The way on from an error to a client that nobody here vouches for, which a person goes only by
/// their own doing. RFC 9700 §4.11.2.
///
/// @param url of ours: from there the error is sent
public record WayToClient(Client client, Destination destination, String url) {}
