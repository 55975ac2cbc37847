-- Requests that wait for a person elsewhere.
CREATE TABLE pending (
  issuer TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  client_id TEXT NOT NULL,
  sealed TEXT NOT NULL, -- base64url
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, id)
);

CREATE INDEX pending_by_end ON pending (expires_at);
