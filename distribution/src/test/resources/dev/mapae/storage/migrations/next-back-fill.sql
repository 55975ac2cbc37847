UPDATE grants SET note = 'old'
WHERE (issuer, id) IN (SELECT issuer, id FROM grants WHERE note IS NULL LIMIT 200);
