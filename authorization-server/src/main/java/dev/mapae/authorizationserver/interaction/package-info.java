/// The only door between the protocol and the pages that a resource owner sees.
@NullMarked
package dev.mapae.authorizationserver.interaction;

import org.jspecify.annotations.NullMarked;
