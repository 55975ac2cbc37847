/// How responses travel to clients, and the JWTs that some of them are, made as each client
/// registered.
@NullMarked
package dev.mapae.authorizationserver.response;

import org.jspecify.annotations.NullMarked;
