/// Authorization details: how they are read, what their types allow, and which is within which. RFC
/// 9396.
@NullMarked
package dev.mapae.authorizationserver.details;

import org.jspecify.annotations.NullMarked;
