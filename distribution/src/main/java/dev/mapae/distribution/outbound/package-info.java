/// Calls out: the one guarded way in which the server reaches what somebody else named.
@NullMarked
package dev.mapae.distribution.outbound;

import org.jspecify.annotations.NullMarked;
