/// A grant's life, explored: every order in which things can happen to it on two nodes.
///
/// [GrantLifeTests] says what is explored. [GrantScenes] has the actors and their plans,
/// [GrantPromises] what must hold. An [Actor] deals with real nodes through its [Dealings]; each
/// [Step] that a node takes in the database waits for its [Turn]. A [Course] knows where an actor
/// can stand, [World] what the database can hold, and the [Explorer] goes through all of both.
package dev.mapae.authorizationserver.life;
