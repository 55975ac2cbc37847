/// Tests of applications, with the real server inside the test: no container, no browser, no stub
/// that knows less than the server does.
///
/// ```java
/// @MapaeTest("""
///     resources:
///       - {resource: "https://api.example.com/", scopes: {playlist.read: {}}}
///     users:
///       - {username: alice, password: wonderland-42}
///     """)
/// class PlaylistTests {
///   @Test
///   void alice_reads_her_playlists(Mapae mapae) {
///     String token = mapae.tokenFor("alice").scope("playlist.read").mint();
///     …
/// ```
///
/// [Mapae] is the server, [Setup] what it knows in Java, [Minting] makes tokens of every kind, bad
/// ones too, and [Browser] signs in and agrees in the place of a person.
@NullMarked
package dev.mapae.testing;

import org.jspecify.annotations.NullMarked;
