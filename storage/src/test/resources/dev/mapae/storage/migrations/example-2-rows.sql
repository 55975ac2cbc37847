INSERT INTO first (id)
WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 1000)
SELECT 'row ' || n FROM counted;
