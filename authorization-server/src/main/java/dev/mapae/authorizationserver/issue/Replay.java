package dev.mapae.authorizationserver.issue;

/// A handle was presented again by its own client, and its grant has been ended. To the client this
/// is `invalid_grant`; the audit is told more.
public final class Replay extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String clientId;
  private final String subject;

  Replay(String clientId, String subject) {
    super("a spent handle was presented again", null, false, false);
    this.clientId = clientId;
    this.subject = subject;
  }

  public String clientId() {
    return clientId;
  }

  public String subject() {
    return subject;
  }
}
