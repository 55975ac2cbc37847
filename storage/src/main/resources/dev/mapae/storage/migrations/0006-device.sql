-- What a waiting request is found by besides its id, and when the person said no.
ALTER TABLE pending ADD COLUMN lookup TEXT;

ALTER TABLE pending ADD COLUMN denied_at BIGINT;

-- Not unique: of the few that wait at the same time no two have the same by chance, and a code that
-- leads to two leads to none.
CREATE INDEX pending_by_lookup ON pending (lookup) WHERE lookup IS NOT NULL;
