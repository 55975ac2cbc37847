/// The demo API and the page that plays every flow.
@NullMarked
package dev.mapae.playground;

import org.jspecify.annotations.NullMarked;
