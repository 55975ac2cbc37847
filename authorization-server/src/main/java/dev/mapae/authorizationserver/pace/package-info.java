/// How fast what comes again may come, at all nodes together.
@NullMarked
package dev.mapae.authorizationserver.pace;

import org.jspecify.annotations.NullMarked;
