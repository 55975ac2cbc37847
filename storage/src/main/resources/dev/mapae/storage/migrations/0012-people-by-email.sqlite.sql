-- An address that somebody proved to be theirs is nobody else's.
CREATE UNIQUE INDEX IF NOT EXISTS people_by_email ON people (issuer, email_folded)
  WHERE email_folded IS NOT NULL;
