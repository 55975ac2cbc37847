ALTER TABLE grants ADD COLUMN note TEXT;

-- What nodes of the version before insert has a note, too.
ALTER TABLE grants ALTER COLUMN note SET DEFAULT 'new';
