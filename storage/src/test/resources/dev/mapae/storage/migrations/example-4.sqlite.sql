CREATE INDEX IF NOT EXISTS first_by_size ON first (size);
