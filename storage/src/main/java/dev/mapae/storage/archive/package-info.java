/// The archive: a file that everything of an issuer goes through, from one database to another.
///
/// It is a gzip file (RFC 1952) of one JSON text a line (RFC 8259), so `zcat FILE` shows it. Its
/// members are the chunks: a header, rows of one table each, and the end. A chunk's last line has
/// the SHA-256 of all lines of the archive before it, so a chunk that is damaged, missing, or of
/// another archive gives itself away.
///
/// ```
/// {"mapae_archive":1,"schema":2,"issuer":"https://id.example.com","started_at":"2026-03-01T09:00:00Z","tables":{"grants":["id","generation"]}}
/// {"sha256":"9f86d0…"}
/// {"table":"grants"}
/// ["4f1c…",3]
/// ["5a02…",1]
/// {"sha256":"60303a…"}
/// {"finished_at":"2026-03-01T09:00:02Z","rows":{"grants":2}}
/// {"sha256":"fd61a0…"}
/// ```
@NullMarked
package dev.mapae.storage.archive;

import org.jspecify.annotations.NullMarked;
