/// Presets of what clients are held to. They only add to the rules that there are: no endpoint
/// knows a profile, and each looks at the client as its profiles left it.
@NullMarked
package dev.mapae.authorizationserver.profile;

import org.jspecify.annotations.NullMarked;
