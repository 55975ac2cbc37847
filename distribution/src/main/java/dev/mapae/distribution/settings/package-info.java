/// Reads the configuration file: every key, every default, and every mistake with its line.
@NullMarked
package dev.mapae.distribution.settings;

import org.jspecify.annotations.NullMarked;
