/// Accepts or refuses a token at an API.
@NullMarked
package dev.mapae.resourceserver;

import org.jspecify.annotations.NullMarked;
