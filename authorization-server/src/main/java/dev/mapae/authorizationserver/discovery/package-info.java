/// Metadata of the server and its public keys. RFC 8414, OpenID Connect Discovery.
@NullMarked
package dev.mapae.authorizationserver.discovery;

import org.jspecify.annotations.NullMarked;
