/// The one decision, *may this client, for this subject, get this scope for these resources now?*,
/// and the only code that signs tokens.
@NullMarked
package dev.mapae.authorizationserver.issue;

import org.jspecify.annotations.NullMarked;
