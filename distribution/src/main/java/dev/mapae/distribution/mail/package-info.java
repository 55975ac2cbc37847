/// Carries mails: by SMTP, or to the page of the demonstration.
@NullMarked
package dev.mapae.distribution.mail;

import org.jspecify.annotations.NullMarked;
