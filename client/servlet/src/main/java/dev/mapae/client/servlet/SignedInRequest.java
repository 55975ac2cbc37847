package dev.mapae.client.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;

/// A request that knows who sent it.
final class SignedInRequest extends HttpServletRequestWrapper {
  private final WebUser user;

  SignedInRequest(HttpServletRequest request, WebUser user) {
    super(request);
    this.user = user;
  }

  @Override
  public Principal getUserPrincipal() {
    return user;
  }

  @Override
  public String getRemoteUser() {
    return user.getName();
  }
}
