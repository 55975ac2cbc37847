/// Client authentication, one class per method. RFC 6749 §2.3.
@NullMarked
package dev.mapae.authorizationserver.clientauth;

import org.jspecify.annotations.NullMarked;
