CREATE TABLE notes (
  issuer TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (issuer, id)
);
