/// People sign in by an account that they have at another OpenID provider, to which this server is
/// a client. OIDC Core §3.1.
@NullMarked
package dev.mapae.authorizationserver.upstream;

import org.jspecify.annotations.NullMarked;
