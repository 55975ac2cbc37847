package dev.mapae.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Runs what has to fail, and says how it did.
final class Failures {
  private Failures() {}

  static <E extends ClientError> E failure(Class<E> type, ThrowingCallable action) {
    ClientException thrown =
        assertThatExceptionOfType(ClientException.class).isThrownBy(action).actual();
    assertThat(thrown.error()).isInstanceOf(type);
    return type.cast(thrown.error());
  }

  static ClientError.Refused refused(ThrowingCallable action) {
    return failure(ClientError.Refused.class, action);
  }

  static ClientError.Untrusted untrusted(ThrowingCallable action) {
    return failure(ClientError.Untrusted.class, action);
  }
}
