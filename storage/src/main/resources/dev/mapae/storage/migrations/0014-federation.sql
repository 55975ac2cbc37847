-- Accounts that people have at other OpenID providers, by which they sign in here.
CREATE TABLE upstream_identities (
  issuer TEXT NOT NULL,
  id TEXT NOT NULL, -- a hash of provider and provider_subject
  subject TEXT NOT NULL,
  provider TEXT NOT NULL, -- its issuer
  provider_subject TEXT NOT NULL, -- its sub
  label TEXT NOT NULL, -- by which the person knows the account again; empty for none
  created_at BIGINT NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (issuer, id)
);

CREATE INDEX upstream_identities_by_subject ON upstream_identities (issuer, subject);
