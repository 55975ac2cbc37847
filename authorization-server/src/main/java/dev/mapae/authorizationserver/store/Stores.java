package dev.mapae.authorizationserver.store;

/// Every store of one issuer, opened together on one database.
public interface Stores extends AutoCloseable {
  Grants grants();

  Consents consents();

  Sessions sessions();

  Clients clients();

  People people();

  Factors factors();

  Enrolments enrolments();

  UpstreamIdentities upstreamIdentities();

  Throttles throttles();

  Resources resources();

  Keys keys();

  DeniedTokens deniedTokens();

  SpentIds spentIds();

  PendingRequests pendingRequests();

  LogoutDeliveries logoutDeliveries();

  OutgoingMails outgoingMails();

  MailLinks mailLinks();

  Registrations registrations();

  InitialAccessTokens initialAccessTokens();

  Activities activities();

  Deletions deletions();

  Changes changes();

  /// Whether the database answers, within a second.
  boolean isReady();

  /// Finishes what was accepted and closes the database.
  @Override
  void close();
}
