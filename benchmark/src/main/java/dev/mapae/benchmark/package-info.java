/// JMH and the load profiles.
@NullMarked
package dev.mapae.benchmark;

import org.jspecify.annotations.NullMarked;
