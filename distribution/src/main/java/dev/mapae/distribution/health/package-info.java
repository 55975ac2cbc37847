/// What operators ask: does it live, is it ready, how is it doing.
@NullMarked
package dev.mapae.distribution.health;

import org.jspecify.annotations.NullMarked;
