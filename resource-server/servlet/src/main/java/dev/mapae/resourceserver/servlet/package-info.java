/// The resource server library as a Jakarta Servlet filter.
///
/// ```java
/// AuthenticationFilter.of(api.require(Requirement.scope("playlist.read")))
///     .addTo(context, "/v1/playlists/*");
/// …
/// VerifiedToken token = AuthenticationFilter.token(request);
/// ```
@NullMarked
package dev.mapae.resourceserver.servlet;

import org.jspecify.annotations.NullMarked;
