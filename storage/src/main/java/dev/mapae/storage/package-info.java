/// The stores, in SQL.
@NullMarked
package dev.mapae.storage;

import org.jspecify.annotations.NullMarked;
