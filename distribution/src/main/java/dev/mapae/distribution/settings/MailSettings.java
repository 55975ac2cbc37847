package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.store.MailAddress;
import java.util.Optional;

/// By which SMTP server mails go out, and from whom they are.
///
/// @param implicitTls whether TLS comes before everything else (RFC 8314 §3.3)
/// @param startTls whether the conversation goes on in TLS, or ends (RFC 3207)
/// @param user to the server; empty where it asks for none
/// @param fromName what people are shown beside the address; empty for nothing
/// @param requireVerifiedAddress whether an account that somebody made for themselves is of no use
///   until its address is confirmed
/// @param noticeOfNewBrowser whether people are told when they sign in in a new browser
public record MailSettings(
    String host,
    int port,
    boolean implicitTls,
    boolean startTls,
    Optional<String> user,
    Optional<String> password,
    MailAddress from,
    String fromName,
    boolean requireVerifiedAddress,
    boolean noticeOfNewBrowser) {

  /// What comes behind the `@` of the address that they are from.
  public String domain() {
    return from.value().substring(from.value().indexOf('@') + 1);
  }

  /// Whether mails, and the links in them, cross a network for everybody to read.
  public boolean isInClear() {
    return !implicitTls && !startTls && !isLoopback(host);
  }

  static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
  }

  /// Tells nothing of the password.
  @Override
  public String toString() {
    return "MailSettings[" + host + ":" + port + "]";
  }
}
