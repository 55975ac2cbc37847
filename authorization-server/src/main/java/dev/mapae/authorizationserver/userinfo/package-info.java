/// UserInfo and the claims about a person. OIDC Core §5.
@NullMarked
package dev.mapae.authorizationserver.userinfo;

import org.jspecify.annotations.NullMarked;
