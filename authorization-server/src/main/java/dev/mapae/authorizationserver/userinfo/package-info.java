/// The UserInfo endpoint. OIDC Core §5.3.
@NullMarked
package dev.mapae.authorizationserver.userinfo;

import org.jspecify.annotations.NullMarked;
