/// The authorization endpoint. RFC 6749 §4.1.1, OIDC Core §3.1.2.
@NullMarked
package dev.mapae.authorizationserver.authorize;

import org.jspecify.annotations.NullMarked;
