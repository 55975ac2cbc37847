/// What a person sees: sign-in, consent, errors.
@NullMarked
package dev.mapae.resourceowner;

import org.jspecify.annotations.NullMarked;
