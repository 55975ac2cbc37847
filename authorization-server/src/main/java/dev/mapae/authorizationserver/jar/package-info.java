/// Authorization requests that are signed JWTs. RFC 9101, OIDC Core §6.
@NullMarked
package dev.mapae.authorizationserver.jar;

import org.jspecify.annotations.NullMarked;
