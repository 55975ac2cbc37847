/// What a token costs: JMH for the pieces, and a load profile against a server in a process of its
/// own.
@NullMarked
package dev.mapae.benchmark;

import org.jspecify.annotations.NullMarked;
