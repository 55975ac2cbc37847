-- Mails that have yet to be sent. They are sealed: a link in one can be presented.
CREATE TABLE outgoing_mails (
  issuer TEXT NOT NULL,
  id TEXT NOT NULL,
  sealed TEXT NOT NULL, -- base64url
  attempts INTEGER NOT NULL,
  due_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, id)
);

CREATE INDEX outgoing_mails_by_due ON outgoing_mails (issuer, due_at);

CREATE INDEX outgoing_mails_by_end ON outgoing_mails (expires_at);

-- Links that went out by mail and were not used yet. What is presented is a MAC handle of the id.
CREATE TABLE mail_links (
  issuer TEXT NOT NULL,
  id TEXT NOT NULL,
  purpose TEXT NOT NULL,
  subject TEXT NOT NULL,
  address TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, id)
);

CREATE INDEX mail_links_by_subject ON mail_links (issuer, subject);

CREATE INDEX mail_links_by_end ON mail_links (expires_at);

-- The address that somebody proved to be theirs, as it is compared; null where there is none, and
-- in rows of a node of the version before.
ALTER TABLE people ADD COLUMN email_folded TEXT;
