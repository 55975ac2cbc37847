-- What people answered a client goes with it.
CREATE INDEX IF NOT EXISTS consents_by_client ON consents (client_id);
