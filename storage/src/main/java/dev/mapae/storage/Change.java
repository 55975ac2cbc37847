package dev.mapae.storage;

/// A statement that changes rows, with its values.
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record Change(String sql, Object... values) {}
