/// Obtains tokens, keeps them fresh and presents them.
@NullMarked
package dev.mapae.client;

import org.jspecify.annotations.NullMarked;
