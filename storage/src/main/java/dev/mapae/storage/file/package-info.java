/// What the files of a server have in common: nobody but their owner reads them, and what an
/// operation on them failed of is said in words.
@NullMarked
package dev.mapae.storage.file;

import org.jspecify.annotations.NullMarked;
