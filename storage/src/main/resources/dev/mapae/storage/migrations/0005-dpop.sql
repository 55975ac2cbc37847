-- The thumbprint of the key that the handles of a grant are bound to, and from which generation on.
ALTER TABLE grants ADD COLUMN dpop_jkt TEXT;

ALTER TABLE grants ADD COLUMN dpop_jkt_from INTEGER;
