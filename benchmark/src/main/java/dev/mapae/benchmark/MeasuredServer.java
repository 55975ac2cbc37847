package dev.mapae.benchmark;

import dev.mapae.protocol.BasicCredentials;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/// A server in processes of its own that is measured: how to call it, and which processes they are.
///
/// All have the same: a client that may use client credentials, introspection, authorization code
/// and refresh, and the person `alice`, who signs in on pages with forms.
interface MeasuredServer extends AutoCloseable {
  String CLIENT = "bench";
  String SECRET = "bench-secret-0123456789abcdef0123456789abcdef";
  String REDIRECT_URI = "https://app.example.com/callback";
  String PERSON = "alice";
  String PASSWORD = "correct horse battery staple";

  /// Its name and version, and what it keeps its data in.
  String name();

  /// Where it listens.
  URI uri();

  Paths paths();

  /// What the client asks for itself.
  String clientScope();

  /// What it asks of the person: to be signed in, and refresh tokens.
  String personScope();

  /// The same without an ID token, as far as it gives refresh tokens then.
  String refreshScope();

  /// The processes that are the server: not its database.
  List<ProcessHandle> processes();

  @Override
  void close() throws IOException;

  /// The `Authorization` of the client, by HTTP Basic.
  default String authorization() {
    return new BasicCredentials(CLIENT, SECRET).header();
  }

  /// Where its endpoints are, below its origin.
  record Paths(
      String authorization,
      String token,
      String introspection,
      String userInfo,
      String discovery,
      String jwks) {}
}
