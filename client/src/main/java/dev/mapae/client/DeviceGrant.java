package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Scope;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Tokens on behalf of a person whose browser is on another device. RFC 8628.
///
/// [#start] gets the code that the person is shown, [#await] waits for their answer. [DeviceSignIn]
/// does both for a program in a terminal.
public final class DeviceGrant {
  private static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code";

  /// RFC 8628 §3.5.
  private static final Duration SLOWER = Duration.ofSeconds(5);

  /// As far as nobody asked for more.
  private static final Duration MAX_INTERVAL = Duration.ofMinutes(1);

  private final Client client;
  private final Pause pause;

  DeviceGrant(Client client, Pause pause) {
    this.client = client;
    this.pause = pause;
  }

  /// Asks for the codes. RFC 8628 §3.1.
  ///
  /// @param options scope, resources, `max_age` and others; what is about a browser on this device
  ///   means nothing here
  /// @throws ClientException `Unsupported` when the server has no such endpoint; `Refused`;
  ///   `Untrusted` when it would send the person to anything but an https URL
  public DeviceAuthorization start(AuthorizationOptions options) {
    Answer answer =
        client
            .tokenEndpoint()
            .ask(
                "device_authorization_endpoint",
                options.parameters().with("client_id", client.clientId()));
    return DeviceAuthorization.read(
        answer,
        options,
        URI.create(client.server().issuer()),
        client.environment().clock().instant());
  }

  /// Asks in the pace that the server wants until the person has answered. RFC 8628 §3.4, §3.5.
  ///
  /// Interrupt the thread to give up.
  ///
  /// @return tokens, with a validated ID token where `openid` was asked for
  /// @throws ClientException `Refused` with `access_denied` when the person said no; `TimedOut`
  ///   when they took too long; `Interrupted` when the thread was
  public Tokens await(DeviceAuthorization device) {
    AuthorizationOptions asked = device.asked();
    // It has spent the device code: nothing that fails from here on is a reason to ask again.
    IssuedTokens issued = poll(device);
    return client.idTokens().complete(issued, asked.scope(), Optional.empty(), asked.maxAge());
  }

  private IssuedTokens poll(DeviceAuthorization device) {
    Parameters form =
        GrantedTokens.form(GRANT_TYPE, Scope.empty(), device.asked().resources())
            .with("device_code", device.deviceCode());
    Duration interval = device.interval();
    Duration wait = interval;
    while (true) {
      Instant now = client.environment().clock().instant();
      // A request, or the prompt, may have taken longer than the code was good for.
      Duration left = Duration.between(now, device.expiresAt());
      pause(left.isNegative() ? Duration.ZERO : least(wait, left));
      if (!client.environment().clock().instant().isBefore(device.expiresAt())) {
        throw tooLate();
      }
      try {
        return client.tokenEndpoint().issue(form, device.asked().scope());
      } catch (ClientException e) {
        interval = next(e, interval);
        Duration once = e.error().retryAfter().orElse(Duration.ZERO);
        wait = most(once, interval);
      }
    }
  }

  /// The pace from now on, if there is to be another request.
  private static Duration next(ClientException failure, Duration interval) {
    if (failure.code().filter("authorization_pending"::equals).isPresent()) {
      return interval;
    }
    if (failure.code().filter("slow_down"::equals).isPresent()) {
      return interval.plus(SLOWER);
    }
    if (failure.error() instanceof ClientError.Unavailable) {
      // RFC 8628 §3.5: a connection that breaks is no reason to stop, and one to slow down.
      return most(interval, least(MAX_INTERVAL, interval.multipliedBy(2)));
    }
    if (failure.code().filter("expired_token"::equals).isPresent()) {
      throw tooLate();
    }
    throw failure;
  }

  private static Duration least(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Duration most(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private void pause(Duration duration) {
    try {
      pause.last(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientException(
          new ClientError.Interrupted("Interrupted while waiting for the sign-in."), e);
    }
  }

  private static ClientException tooLate() {
    return new ClientError.TimedOut("Nobody entered the code in time.").exception();
  }
}
