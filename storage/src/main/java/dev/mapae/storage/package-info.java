/// The stores, in SQL: [DatabaseAddress] opens them.
///
/// Each `Sql…` class keeps one aggregate, its SQL beside its mapping, on any [Database]; the
/// `Sqlite…` and `Postgres…` classes are what only one engine needs, and so are [GroupCommit],
/// [Readers] and [ServerLock], for SQLite. [Archives] takes everything from one database to
/// another; [ArchivedTables] says what that is.
@NullMarked
package dev.mapae.storage;

import org.jspecify.annotations.NullMarked;
