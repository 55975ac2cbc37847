/// The stores, in SQL: [SqliteStores] opens them.
///
/// Each `Sql…` class keeps one aggregate, its SQL beside its mapping, on any [Database]; the
/// `Sqlite…` classes are what only SQLite needs.
@NullMarked
package dev.mapae.storage;

import org.jspecify.annotations.NullMarked;
