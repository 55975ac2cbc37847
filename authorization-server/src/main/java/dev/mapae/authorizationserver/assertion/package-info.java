/// JWTs by which somebody asserts something, for client authentication and as grants. RFC 7521, RFC
/// 7523 §3.
@NullMarked
package dev.mapae.authorizationserver.assertion;

import org.jspecify.annotations.NullMarked;
