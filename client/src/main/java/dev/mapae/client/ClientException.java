package dev.mapae.client;

import java.util.Optional;

/// The one exception of this library: carries a [ClientError]. Its message never holds a secret.
public final class ClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ClientError error;
  private final boolean granted;

  ClientException(ClientError error) {
    super(message(error));
    this.error = error;
    this.granted = false;
  }

  ClientException(ClientError error, Throwable cause) {
    super(message(error), cause);
    this.error = error;
    this.granted = false;
  }

  private ClientException(ClientException answer) {
    super(answer.getMessage(), answer);
    this.error = answer.error;
    this.granted = true;
  }

  /// The same when the server granted the request: what that presented is spent, and only the
  /// answer is of no use.
  ClientException granted() {
    return new ClientException(this);
  }

  boolean isGranted() {
    return granted;
  }

  /// What happened, as one of a closed set of records.
  public ClientError error() {
    return error;
  }

  /// The OAuth error code, when the server answered with one.
  public Optional<String> code() {
    return error instanceof ClientError.Refused refused
        ? Optional.of(refused.code())
        : Optional.empty();
  }

  private static String message(ClientError error) {
    if (error instanceof ClientError.Refused refused) {
      return refused.description().isEmpty()
          ? refused.code()
          : refused.code() + ": " + refused.description();
    }
    return error.description();
  }
}
