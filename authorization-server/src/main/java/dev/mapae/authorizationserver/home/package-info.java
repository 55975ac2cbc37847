/// The account pages: who may see them, and what is on them.
@NullMarked
package dev.mapae.authorizationserver.home;

import org.jspecify.annotations.NullMarked;
