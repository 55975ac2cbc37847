-- A first step.
CREATE TABLE first (
  id TEXT PRIMARY KEY, -- of it; really
  size INTEGER
);

INSERT INTO first (id) VALUES ('a;b'), ('c'), ('d'), ('e'), ('f');
