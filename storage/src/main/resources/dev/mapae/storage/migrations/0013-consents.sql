-- What was left out when something was allowed, and since when each scope is allowed.
ALTER TABLE consents ADD COLUMN left_out TEXT;

ALTER TABLE consents ADD COLUMN since TEXT;
