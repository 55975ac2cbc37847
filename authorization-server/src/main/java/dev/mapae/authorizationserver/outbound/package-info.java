/// What the server itself asks of others: documents at URLs that a client names.
@NullMarked
package dev.mapae.authorizationserver.outbound;

import org.jspecify.annotations.NullMarked;
