-- Of a link by which somebody signs in: where and for what it was asked for, with the code beside it,
-- sealed; and how many codes were typed.
ALTER TABLE mail_links ADD COLUMN asked TEXT;

ALTER TABLE mail_links ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;

-- When each of a fixed number of slots would be free of what was counted in it, such as wrong
-- passwords of a name or from a network. A slot is chosen by a MAC.
CREATE TABLE throttles (
  issuer TEXT NOT NULL,
  slot INTEGER NOT NULL,
  free_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, slot)
);

-- Since when browsers know this person: what they remember of before counts no longer. NULL where
-- nobody noted yet that they signed in, and 0 of those who were there already.
ALTER TABLE people ADD COLUMN browsers_known_from BIGINT DEFAULT 0;
