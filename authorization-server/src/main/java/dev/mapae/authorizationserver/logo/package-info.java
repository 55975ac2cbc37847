/// The logos of clients, shown from here so that nobody else learns who looks at a page. RFC 7591
/// §2.
@NullMarked
package dev.mapae.authorizationserver.logo;

import org.jspecify.annotations.NullMarked;
