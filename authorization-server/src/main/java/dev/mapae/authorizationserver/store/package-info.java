/// What is kept, and the interfaces that keep it. One interface per aggregate, with verbs that
/// carry the guarantee.
///
/// Records here hold nothing that could be presented to the server: no token, no hash of one, no
/// secret in clear.
@NullMarked
package dev.mapae.authorizationserver.store;

import org.jspecify.annotations.NullMarked;
