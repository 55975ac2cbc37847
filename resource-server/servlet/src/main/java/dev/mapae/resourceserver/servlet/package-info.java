/// The resource server library as a Jakarta Servlet filter.
@NullMarked
package dev.mapae.resourceserver.servlet;

import org.jspecify.annotations.NullMarked;
