/// Signing out at the wish of a client. OpenID Connect RP-Initiated Logout 1.0.
@NullMarked
package dev.mapae.authorizationserver.logout;

import org.jspecify.annotations.NullMarked;
