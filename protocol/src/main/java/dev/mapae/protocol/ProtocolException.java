package dev.mapae.protocol;

/// The one throwable that carries a [ProtocolError] to the boundary that renders it. It has no
/// stack trace: it is an answer, not a fault, and it is thrown as often as strangers like.
public final class ProtocolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ProtocolError error;

  /// Carries an error; [ProtocolError#exception] reads better.
  public ProtocolException(ProtocolError error) {
    super(error.code() + ": " + error.description(), null, false, false);
    this.error = error;
  }

  /// What is to be answered.
  public ProtocolError error() {
    return error;
  }
}
