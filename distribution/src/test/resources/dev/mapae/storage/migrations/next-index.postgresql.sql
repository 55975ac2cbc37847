DROP INDEX CONCURRENTLY IF EXISTS grants_by_note;

CREATE INDEX CONCURRENTLY grants_by_note ON grants (issuer, note);
