/// Mails to people, and the links in them.
@NullMarked
package dev.mapae.authorizationserver.mail;

import org.jspecify.annotations.NullMarked;
