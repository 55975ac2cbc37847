CREATE TABLE second (id TEXT);
