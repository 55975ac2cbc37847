/// main(), settings, HTTP binding, packaging.
@NullMarked
package dev.mapae.distribution;

import org.jspecify.annotations.NullMarked;
