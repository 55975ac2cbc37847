/// To what tokens are bound: to nothing (RFC 6750), or to a key that the client shows it has (RFC
/// 9449).
@NullMarked
package dev.mapae.authorizationserver.binding;

import org.jspecify.annotations.NullMarked;
