/// The JWTs that clients get as responses, made as each of them registered.
@NullMarked
package dev.mapae.authorizationserver.response;

import org.jspecify.annotations.NullMarked;
