package dev.mapae.resourceowner;

import java.util.Optional;

/// One scope on a page.
///
/// @param scope the value of its checkbox
/// @param claims what else it tells about the person, as a sentence
/// @param optional whether it can be unticked
/// @param isNew whether it was not asked for when the person answered before
/// @param answered what they answered then
record ScopeBox(
    String scope,
    String words,
    Optional<String> claims,
    boolean optional,
    boolean isNew,
    Optional<String> answered) {}
