/// What the configuration file declares, and how the database comes to agree with it.
@NullMarked
package dev.mapae.authorizationserver.declaration;

import org.jspecify.annotations.NullMarked;
