/// What people do by links that were sent to them: a new password, an address that is theirs.
@NullMarked
package dev.mapae.authorizationserver.recovery;

import org.jspecify.annotations.NullMarked;
