package dev.mapae.client;

import java.util.Locale;
import java.util.function.Consumer;

/// Signs a person in from a program on a machine without a browser: they open one elsewhere and
/// type a code. RFC 8628.
///
/// Where there is a browser, [CommandLineSignIn] is better: nobody can be talked into typing the
/// code of somebody else's program (RFC 8628 §5.4).
///
/// @param client a public client, as a rule, with [None]
/// @param prompt shows the person where to go and what to type
public record DeviceSignIn(Client client, Consumer<DeviceAuthorization> prompt) {

  /// Writes to standard error where to go and what to type, in Korean or English.
  public static DeviceSignIn of(Client client) {
    return new DeviceSignIn(
        client, device -> System.err.println(text(device, Locale.getDefault())));
  }

  /// The same with another way to show the code: a QR code of `verificationUriComplete`, a dialog.
  public DeviceSignIn with(Consumer<DeviceAuthorization> other) {
    return new DeviceSignIn(client, other);
  }

  /// Signs in. Interrupt the thread to give up.
  ///
  /// @return tokens, with a validated ID token where `openid` was asked for
  /// @throws ClientException as [DeviceGrant#start] and [DeviceGrant#await] do
  public Tokens signIn(AuthorizationOptions options) {
    DeviceGrant grant = client.deviceGrant();
    DeviceAuthorization device = grant.start(options);
    prompt.accept(device);
    return grant.await(device);
  }

  static String text(DeviceAuthorization device, Locale locale) {
    String text =
        locale.getLanguage().equals("ko")
            ? "로그인하려면 브라우저에서 %s 을(를) 열고 이 코드를 입력하세요: %s"
            : "To sign in, open %s in a browser and enter this code: %s";
    return text.formatted(device.verificationUri().toASCIIString(), device.userCode());
  }
}
