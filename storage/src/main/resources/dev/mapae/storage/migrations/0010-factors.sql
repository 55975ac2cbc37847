-- What people have besides their password: TOTP secrets, sealed; recovery codes, as MACs; passkeys.
CREATE TABLE factors (
  issuer TEXT NOT NULL,
  id TEXT NOT NULL, -- of a passkey the hash of its credential id
  subject TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  used_at BIGINT,
  key_id TEXT NOT NULL, -- empty for what is no secret
  kept TEXT NOT NULL,
  counter BIGINT NOT NULL, -- it only ever grows
  PRIMARY KEY (issuer, id)
);

CREATE INDEX factors_by_subject ON factors (issuer, subject);

-- How many codes of apps in a row were wrong; none where there is no row.
CREATE TABLE code_tries (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  tries INTEGER NOT NULL,
  next_at BIGINT NOT NULL, -- no code is looked at before
  PRIMARY KEY (issuer, subject)
);
