-- A first step.
CREATE TABLE first (
  id TEXT -- of it; really
);

INSERT INTO first VALUES ('a;b');
