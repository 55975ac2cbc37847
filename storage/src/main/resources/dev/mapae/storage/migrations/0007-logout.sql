-- The id of the session that came first, of those that took the place of one another in the same
-- browser; null in rows of a node of the version before, which are that one themselves. Clients
-- know the session by a hash of it.
ALTER TABLE sessions ADD COLUMN first_id TEXT;

ALTER TABLE grants ADD COLUMN first_session_id TEXT;

-- Which clients hear of it when a session ends: those that were given something in it, and want to.
CREATE TABLE session_clients (
  issuer TEXT NOT NULL,
  session_id TEXT NOT NULL, -- its first one
  client_id TEXT NOT NULL,
  expires_at BIGINT NOT NULL, -- as that of the session
  PRIMARY KEY (issuer, session_id, client_id)
);

CREATE INDEX session_clients_by_end ON session_clients (expires_at);

-- Which clients have still to be told that a session ended.
CREATE TABLE logout_deliveries (
  issuer TEXT NOT NULL,
  session_id TEXT NOT NULL, -- its first one
  client_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  due_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, session_id, client_id)
);

CREATE INDEX logout_deliveries_by_due ON logout_deliveries (issuer, due_at, client_id);

CREATE INDEX logout_deliveries_by_end ON logout_deliveries (expires_at);
