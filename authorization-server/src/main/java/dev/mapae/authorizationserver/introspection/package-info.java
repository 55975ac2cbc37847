/// Token introspection. RFC 7662.
@NullMarked
package dev.mapae.authorizationserver.introspection;

import org.jspecify.annotations.NullMarked;
