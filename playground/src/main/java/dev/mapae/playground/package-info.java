/// The two roles that a newcomer meets first: [DemoApi], a small music API (the resource server),
/// and [Playground], the page that plays every flow message by message (the client).
///
/// Both stand on the libraries that applications use, show no secret that is not public demo data,
/// and listen on this machine alone.
@NullMarked
package dev.mapae.playground;

import org.jspecify.annotations.NullMarked;
