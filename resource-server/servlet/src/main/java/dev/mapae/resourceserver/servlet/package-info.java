/// The resource server library as a Jakarta Servlet filter.
///
/// ```java
/// context.addFilter("api", AuthenticationFilter.of(api.require(Requirement.scope("playlist.read"))))
///     .addMappingForUrlPatterns(null, false, "/v1/playlists/*");
/// …
/// VerifiedToken token = AuthenticationFilter.token(request);
/// ```
@NullMarked
package dev.mapae.resourceserver.servlet;

import org.jspecify.annotations.NullMarked;
