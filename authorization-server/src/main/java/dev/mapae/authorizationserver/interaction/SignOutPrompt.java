package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.store.Person;
import java.util.Optional;

/// What the sign-out page shows.
///
/// @param person who is signed in; empty when nobody is
/// @param action where the form posts to
/// @param step the value of the hidden field `step`
public record SignOutPrompt(Optional<Person> person, String action, String step) {}
