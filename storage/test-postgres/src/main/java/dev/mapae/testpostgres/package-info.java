/// A real PostgreSQL for tests and benchmarks: [TestPostgres] starts it, and [PostgresWire] listens
/// to what it is asked.
@NullMarked
package dev.mapae.testpostgres;

import org.jspecify.annotations.NullMarked;
