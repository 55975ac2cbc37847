/// People sign in to a Jakarta Servlet application with the client library.
@NullMarked
package dev.mapae.client.servlet;

import org.jspecify.annotations.NullMarked;
