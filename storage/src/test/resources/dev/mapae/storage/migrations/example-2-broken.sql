CREATE TABLE second (id TEXT);

CREATE TABLE second (id TEXT);
