/// The door for whoever signs people in, or asks them for consent, in place of the pages of this
/// server: in this process, or by JSON over HTTP.
@NullMarked
package dev.mapae.authorizationserver.door;

import org.jspecify.annotations.NullMarked;
