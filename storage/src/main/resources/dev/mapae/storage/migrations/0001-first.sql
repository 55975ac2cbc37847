-- Times are milliseconds since 1970; lists and documents are JSON. Only what is queried has a
-- column of its own. No foreign keys: what ends together with something else is deleted by the
-- statement that ends it, so that tables can be rebuilt, split and moved one by one.

-- One counter that caches follow.
CREATE TABLE changes (
  issuer TEXT NOT NULL,
  counter BIGINT NOT NULL,
  PRIMARY KEY (issuer)
);

CREATE TABLE keys (
  issuer TEXT NOT NULL,
  id TEXT NOT NULL,
  purpose TEXT NOT NULL,
  algorithm TEXT NOT NULL,
  sealed TEXT NOT NULL, -- base64url
  used_from BIGINT NOT NULL,
  PRIMARY KEY (issuer, id)
);

CREATE TABLE clients (
  issuer TEXT NOT NULL,
  id TEXT NOT NULL,
  origin TEXT NOT NULL,
  enabled BOOLEAN NOT NULL,
  fingerprint TEXT,
  document TEXT NOT NULL,
  PRIMARY KEY (issuer, id)
);

CREATE TABLE people (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  username TEXT NOT NULL,
  username_folded TEXT NOT NULL, -- as it is compared
  origin TEXT NOT NULL,
  enabled BOOLEAN NOT NULL,
  password_hash TEXT,
  roles TEXT NOT NULL,
  claims TEXT NOT NULL,
  fingerprint TEXT,
  PRIMARY KEY (issuer, subject),
  UNIQUE (issuer, username_folded)
);

CREATE INDEX people_declared ON people (issuer) WHERE origin = 'DECLARED';

CREATE TABLE resources (
  issuer TEXT NOT NULL,
  uri TEXT NOT NULL,
  position INTEGER NOT NULL, -- in the order of first declaration
  origin TEXT NOT NULL,
  enabled BOOLEAN NOT NULL,
  fingerprint TEXT,
  document TEXT NOT NULL,
  PRIMARY KEY (issuer, uri)
);

CREATE TABLE sessions (
  issuer TEXT NOT NULL,
  id TEXT NOT NULL,
  subject TEXT NOT NULL,
  authenticated_at BIGINT NOT NULL,
  acr TEXT NOT NULL,
  amr TEXT NOT NULL,
  used_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, id)
);

CREATE INDEX sessions_by_end ON sessions (expires_at);

-- The table that grows with people and apps most of all. Its ids, subjects and sessions are random, so that
-- they say enough without the issuer: the indexes are half as large without it.
CREATE TABLE grants (
  issuer TEXT NOT NULL,
  id TEXT NOT NULL,
  generation INTEGER NOT NULL,
  subject TEXT NOT NULL,
  client_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  ends_with_session BOOLEAN NOT NULL,
  scope TEXT NOT NULL,
  resources TEXT NOT NULL,
  resources_named BOOLEAN NOT NULL,
  claims TEXT,
  redirect_uri TEXT,
  code_challenge TEXT,
  nonce TEXT,
  authenticated_at BIGINT NOT NULL,
  acr TEXT NOT NULL,
  amr TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL, -- never indexed: it moves with each refresh
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (id)
);

CREATE INDEX grants_by_end ON grants (expires_at);

CREATE INDEX grants_by_person ON grants (subject);

CREATE INDEX grants_that_end_with_session ON grants (session_id) WHERE ends_with_session;

CREATE TABLE consents (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  client_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  resources TEXT NOT NULL,
  claims TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject, client_id)
);

CREATE TABLE denied_tokens (
  issuer TEXT NOT NULL,
  jti TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, jti)
);

CREATE INDEX denied_tokens_by_end ON denied_tokens (expires_at);
