/// Token revocation. RFC 7009.
@NullMarked
package dev.mapae.authorizationserver.revocation;

import org.jspecify.annotations.NullMarked;
