/// The words that all four roles share: messages, errors, PKCE, HTTP Basic, JSON, keys that verify
/// signatures. No I/O.
///
/// Everything here eats bytes that strangers chose, so every parser is bounded and answers with a
/// value or a [ProtocolException], never with a surprise.
@NullMarked
package dev.mapae.protocol;

import org.jspecify.annotations.NullMarked;
