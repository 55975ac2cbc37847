/// How a person proves who they are: passwords, sessions and the cookies that lead to them.
@NullMarked
package dev.mapae.authorizationserver.authentication;

import org.jspecify.annotations.NullMarked;
