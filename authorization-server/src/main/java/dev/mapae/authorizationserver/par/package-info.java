/// Pushed authorization requests. RFC 9126.
@NullMarked
package dev.mapae.authorizationserver.par;

import org.jspecify.annotations.NullMarked;
