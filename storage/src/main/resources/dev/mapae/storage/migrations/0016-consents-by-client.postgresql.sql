-- What people answered a client goes with it.
DROP INDEX CONCURRENTLY IF EXISTS consents_by_client;

CREATE INDEX CONCURRENTLY consents_by_client ON consents (client_id);
