/// The server's keys: made at first start, sealed at rest, each for one purpose; and the handles
/// they authenticate.
@NullMarked
package dev.mapae.authorizationserver.key;

import org.jspecify.annotations.NullMarked;
