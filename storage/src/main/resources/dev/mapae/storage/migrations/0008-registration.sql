-- When a client that registered itself is deleted, unless somebody lets it have tokens before.
ALTER TABLE clients ADD COLUMN expires_at BIGINT;

CREATE INDEX clients_by_end ON clients (expires_at) WHERE expires_at IS NOT NULL;

-- Each lets a number of clients register themselves. RFC 7591, section 1.2.
CREATE TABLE initial_access_tokens (
  issuer TEXT NOT NULL,
  id TEXT NOT NULL,
  uses_left INTEGER NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, id)
);

CREATE INDEX initial_access_tokens_by_end ON initial_access_tokens (expires_at);
