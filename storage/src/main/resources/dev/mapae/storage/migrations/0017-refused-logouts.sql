-- How often the client answered that it does not want to be told.
ALTER TABLE logout_deliveries ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0;
