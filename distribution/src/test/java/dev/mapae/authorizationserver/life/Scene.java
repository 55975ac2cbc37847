package dev.mapae.authorizationserver.life;

import java.util.List;

/// A point in a grant's life, and what can happen next.
///
/// @param start the state of the world
/// @param before what was done until then
/// @param actors who take part, some of them at a time
record Scene(int start, List<Exchange> before, List<Actor> actors) {}
