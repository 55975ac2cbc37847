/// To what tokens are bound: to nothing (RFC 6750), or to a key that the client shows it has, by a
/// proof (RFC 9449) or by its certificate (RFC 8705).
@NullMarked
package dev.mapae.authorizationserver.binding;

import org.jspecify.annotations.NullMarked;
