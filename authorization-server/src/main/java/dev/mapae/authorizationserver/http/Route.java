package dev.mapae.authorizationserver.http;

/// One line of the table of contents: a method, a path below the origin, and who answers.
///
/// @param method upper case; GET also answers HEAD
/// @param path exact, starting with `/`; one that ends in `/*` answers everything below it
public record Route(String method, String path, Endpoint endpoint) {}
