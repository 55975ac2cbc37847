/// A real PostgreSQL for tests and benchmarks: [TestPostgres] starts it.
@NullMarked
package dev.mapae.testpostgres;

import org.jspecify.annotations.NullMarked;
