-- How far an archive has been imported. Until it is finished, no server opens the stores.
CREATE TABLE imports (
  issuer TEXT NOT NULL,
  archive TEXT NOT NULL, -- what its last line says, and what of it is wanted
  chunks INTEGER NOT NULL, -- that are done
  finished BOOLEAN NOT NULL,
  PRIMARY KEY (issuer)
);
