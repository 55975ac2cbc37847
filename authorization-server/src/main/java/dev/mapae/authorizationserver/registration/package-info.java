/// Clients that register themselves. RFC 7591, RFC 7592, OpenID Connect Dynamic Client
/// Registration.
@NullMarked
package dev.mapae.authorizationserver.registration;

import org.jspecify.annotations.NullMarked;
