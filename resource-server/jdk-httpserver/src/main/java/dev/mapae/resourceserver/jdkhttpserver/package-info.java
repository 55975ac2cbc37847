/// The resource server library as a filter of the JDK's own HTTP server.
@NullMarked
package dev.mapae.resourceserver.jdkhttpserver;

import org.jspecify.annotations.NullMarked;
