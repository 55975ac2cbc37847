/// Issues tokens: endpoints, grants, client authentication, keys.
@NullMarked
package dev.mapae.authorizationserver;

import org.jspecify.annotations.NullMarked;
