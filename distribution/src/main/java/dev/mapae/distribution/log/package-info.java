/// What goes to standard error: one line for each request, for each audit event, and for whatever a
/// library has to say.
@NullMarked
package dev.mapae.distribution.log;

import org.jspecify.annotations.NullMarked;
