UPDATE first SET size = length(id)
WHERE id IN (SELECT id FROM first WHERE size IS NULL LIMIT 2);
