/// The public keys of clients, by value or at a URL. RFC 7591 §2, RFC 7517 §5.
@NullMarked
package dev.mapae.authorizationserver.clientkey;

import org.jspecify.annotations.NullMarked;
