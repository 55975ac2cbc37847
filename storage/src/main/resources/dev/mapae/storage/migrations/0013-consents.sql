-- All that was asked for when something of it was left out, and since when each scope is allowed.
ALTER TABLE consents ADD COLUMN asked TEXT;

ALTER TABLE consents ADD COLUMN since TEXT;
