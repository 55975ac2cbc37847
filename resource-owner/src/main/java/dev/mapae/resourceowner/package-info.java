/// What a person sees: sign-in, consent, sign-out, errors.
@NullMarked
package dev.mapae.resourceowner;

import org.jspecify.annotations.NullMarked;
