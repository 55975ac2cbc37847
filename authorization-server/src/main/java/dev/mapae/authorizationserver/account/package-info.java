/// Accounts that people make for themselves. Initiating User Registration via OpenID Connect 1.0.
@NullMarked
package dev.mapae.authorizationserver.account;

import org.jspecify.annotations.NullMarked;
