-- An address that somebody proved to be theirs is nobody else's.
DROP INDEX CONCURRENTLY IF EXISTS people_by_email;

CREATE UNIQUE INDEX CONCURRENTLY people_by_email ON people (issuer, email_folded)
  WHERE email_folded IS NOT NULL;
