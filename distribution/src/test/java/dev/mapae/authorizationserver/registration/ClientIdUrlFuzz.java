package dev.mapae.authorizationserver.registration;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;

/// URLs as `client_id`. draft-ietf-oauth-client-id-metadata-document-02 §3.
public final class ClientIdUrlFuzz implements FuzzTarget {
  @Override
  public void eat(byte[] input) {
    String clientId = FuzzTarget.text(input);
    ClientIdUrl.parse(clientId)
        .ifPresent(url -> {
          String begin = (url.isHttps() ? "https://" : "http://") + url.host();
          holds(clientId.startsWith(begin), "its host is not " + url.host());
          char next = clientId.charAt(begin.length());
          holds(next == (url.isDefaultPort() ? '/' : ':'), "behind the host is " + next);
          holds(
              clientId.indexOf('@') < begin.length()
                  || clientId.indexOf('/', 8) < clientId.indexOf('@'),
              "user information");
        });
  }
}
