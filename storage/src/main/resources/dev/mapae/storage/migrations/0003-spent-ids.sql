-- What may be presented once and was: hashes of the `jti` of assertions and proofs.
CREATE TABLE spent_ids (
  issuer TEXT NOT NULL,
  id TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, id)
);

CREATE INDEX spent_ids_by_end ON spent_ids (expires_at);
