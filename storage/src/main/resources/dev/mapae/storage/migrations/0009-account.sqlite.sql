-- What happened to the account of a person, as they are shown it.
CREATE TABLE IF NOT EXISTS activity (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  id TEXT NOT NULL, -- begins with the time
  kind TEXT NOT NULL,
  happened_at BIGINT NOT NULL,
  times INTEGER NOT NULL, -- more than one where much of a kind is one row
  remote_address TEXT NOT NULL,
  browser TEXT NOT NULL,
  client_id TEXT,
  session_id TEXT, -- the first one, of those that took the place of one another
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject, id)
);

CREATE INDEX IF NOT EXISTS activity_by_end ON activity (expires_at);

CREATE INDEX IF NOT EXISTS activity_by_session ON activity (issuer, subject, session_id, id)
  WHERE session_id IS NOT NULL;

-- Who wants to be deleted, and when that will be done.
CREATE TABLE IF NOT EXISTS deletions (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  requested_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject)
);

CREATE INDEX IF NOT EXISTS deletions_by_due ON deletions (due_at);

CREATE INDEX IF NOT EXISTS sessions_by_person ON sessions (issuer, subject);
