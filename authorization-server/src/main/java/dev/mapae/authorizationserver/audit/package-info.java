/// What is written down about each sign-in, consent, refusal, replay and change.
@NullMarked
package dev.mapae.authorizationserver.audit;

import org.jspecify.annotations.NullMarked;
