/// The device authorization grant, but for its token request. RFC 8628, RFC 10027.
@NullMarked
package dev.mapae.authorizationserver.device;

import org.jspecify.annotations.NullMarked;
