package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Activities;
import dev.mapae.authorizationserver.store.Changes;
import dev.mapae.authorizationserver.store.Clients;
import dev.mapae.authorizationserver.store.Consents;
import dev.mapae.authorizationserver.store.Deletions;
import dev.mapae.authorizationserver.store.DeniedTokens;
import dev.mapae.authorizationserver.store.Enrolments;
import dev.mapae.authorizationserver.store.Factors;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.authorizationserver.store.InitialAccessTokens;
import dev.mapae.authorizationserver.store.Keys;
import dev.mapae.authorizationserver.store.LogoutDeliveries;
import dev.mapae.authorizationserver.store.MailLinks;
import dev.mapae.authorizationserver.store.OutgoingMails;
import dev.mapae.authorizationserver.store.PendingRequests;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.Registrations;
import dev.mapae.authorizationserver.store.Resources;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.authorizationserver.store.SpentIds;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.authorizationserver.store.Throttles;
import dev.mapae.authorizationserver.store.UpstreamIdentities;

/// The stores of one issuer in a database.
record SqlStores(
    Database database,
    Grants grants,
    Consents consents,
    Sessions sessions,
    Clients clients,
    People people,
    Factors factors,
    Enrolments enrolments,
    UpstreamIdentities upstreamIdentities,
    Throttles throttles,
    Resources resources,
    Keys keys,
    DeniedTokens deniedTokens,
    SpentIds spentIds,
    PendingRequests pendingRequests,
    LogoutDeliveries logoutDeliveries,
    OutgoingMails outgoingMails,
    MailLinks mailLinks,
    Registrations registrations,
    InitialAccessTokens initialAccessTokens,
    Activities activities,
    Deletions deletions,
    Changes changes)
    implements Stores {

  SqlStores(Database database, String issuer) {
    this(
        database,
        new SqlGrants(database, issuer),
        new SqlConsents(database, issuer),
        new SqlSessions(database, issuer),
        new SqlClients(database, issuer),
        new SqlPeople(database, issuer),
        new SqlFactors(database, issuer),
        new SqlEnrolments(database, issuer),
        new SqlUpstreamIdentities(database, issuer),
        new SqlThrottles(database, issuer),
        new SqlResources(database, issuer),
        new SqlKeys(database, issuer),
        new SqlDeniedTokens(database, issuer),
        new SqlSpentIds(database, issuer),
        new SqlPendingRequests(database, issuer),
        new SqlLogoutDeliveries(database, issuer),
        new SqlOutgoingMails(database, issuer),
        new SqlMailLinks(database, issuer),
        new SqlRegistrations(database, issuer),
        new SqlInitialAccessTokens(database, issuer),
        new SqlActivities(database, issuer),
        new SqlDeletions(database, issuer),
        new SqlChanges(database, issuer));
  }

  /// The stores in a database that was opened for them.
  ///
  /// @param name of the database, for people
  /// @throws DatabaseRefusedException when only half of their entries are there
  static SqlStores in(Database database, String name, String issuer) {
    try {
      database.read(sql -> {
        new SqlImports(name, issuer).refuseHalf(sql);
        return true;
      });
      return new SqlStores(database, issuer);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  @Override
  public boolean isReady() {
    return database.isReady();
  }

  @Override
  public void close() {
    database.close();
  }
}
