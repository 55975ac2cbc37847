package dev.mapae.authorizationserver.store;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A preset of what clients are held to, for the whole server or for one of them.
public enum Profile {
  /// What holds for everybody. draft-ietf-oauth-v2-1.
  OAUTH_2_1("oauth-2.1"),
  /// FAPI 2.0 Security Profile.
  FAPI_2_0_SECURITY("fapi-2.0-security"),
  /// FAPI 2.0 Message Signing, and the Security Profile with it.
  FAPI_2_0_MESSAGE_SIGNING("fapi-2.0-message-signing"),
  /// Model Context Protocol, Authorization.
  MCP("mcp");

  private final String value;

  Profile(String value) {
    this.value = value;
  }

  /// The name in the configuration file.
  public String value() {
    return value;
  }

  /// The profile of this name.
  public static Optional<Profile> of(String value) {
    return Stream.of(values()).filter(profile -> profile.value.equals(value)).findFirst();
  }

  /// All names, in order.
  public static List<String> names() {
    return Stream.of(values()).map(Profile::value).toList();
  }
}
