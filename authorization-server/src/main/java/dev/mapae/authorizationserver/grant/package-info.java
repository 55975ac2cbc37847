/// The grants of RFC 6749 §1.3, one class each: what a token request has to prove. A grant neither
/// signs nor writes HTTP.
@NullMarked
package dev.mapae.authorizationserver.grant;

import org.jspecify.annotations.NullMarked;
