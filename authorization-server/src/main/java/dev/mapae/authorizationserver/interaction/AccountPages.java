package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedDetail;
import dev.mapae.authorizationserver.interaction.ConsentPrompt.RequestedScope;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.BrowserName;
import dev.mapae.authorizationserver.store.Client;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The pages at `/account`, where people see what is kept about them, and take back what they
/// allowed.
///
/// @param password empty where nobody signs in by one
/// @param email empty where no mail goes out
/// @param connections empty where nobody signs in by another provider
public record AccountPages(
    AccountSignIn signIn,
    PersonalPage<Home> home,
    PersonalPage<Profile> profile,
    Optional<PersonalPage<PasswordChange>> password,
    Optional<PersonalPage<AddressChange>> email,
    PersonalPage<Security> security,
    PersonalPage<OpenSessions> sessions,
    PersonalPage<Applications> applications,
    PersonalPage<History> activity,
    PersonalPage<OwnData> data,
    Optional<PersonalPage<Connections>> connections) {
  /// Those where nobody signs in by another provider.
  public AccountPages(
      AccountSignIn signIn,
      PersonalPage<Home> home,
      PersonalPage<Profile> profile,
      Optional<PersonalPage<PasswordChange>> password,
      Optional<PersonalPage<AddressChange>> email,
      PersonalPage<Security> security,
      PersonalPage<OpenSessions> sessions,
      PersonalPage<Applications> applications,
      PersonalPage<History> activity,
      PersonalPage<OwnData> data) {
    this(
        signIn,
        home,
        profile,
        password,
        email,
        security,
        sessions,
        applications,
        activity,
        data,
        Optional.empty());
  }

  /// The first page, which leads to all others.
  ///
  /// @param deletionDue when the account will be deleted, if somebody wants it
  /// @param kept whether they took that back just now
  public record Home(Optional<Instant> deletionDue, boolean kept) {}

  /// What applications are told of somebody.
  ///
  /// @param declared whether the configuration file says it
  /// @param values by the name of the claim, in the order of the page; empty for none
  /// @param fault the claim that cannot have the value that was typed
  public record Profile(
      String username,
      boolean declared,
      Map<String, String> values,
      boolean saved,
      Optional<String> fault) {
    public Profile {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /// Where somebody changes their password.
  ///
  /// @param hasPassword whether the old one is asked for
  /// @param least how many characters a new one has
  /// @param revoking whether the box is ticked by which applications lose their access too
  public record PasswordChange(
      String username, boolean hasPassword, int least, boolean revoking, Result result) {
    /// What came of it.
    public enum Result {
      ASKED,
      CHANGED,
      /// The old one was not right.
      WRONG,
      SHORT,
      LONG,
      COMMON,
      DIFFER,
      /// Too many were not right lately.
      TOO_MANY,
      /// Too many are signing in just now.
      BUSY
    }
  }

  /// Where somebody says that they have another address.
  ///
  /// @param address that they have now, if any
  /// @param declared whether the configuration file says it
  /// @param hasPassword whether it is asked for
  /// @param typed what was typed before
  public record AddressChange(
      Optional<String> address,
      boolean verified,
      boolean declared,
      boolean hasPassword,
      String typed,
      Progress progress) {
    /// How far it came.
    public enum Progress {
      ASKED,
      /// A link went there, or a mail that says that it is another's: nobody learns which.
      SENT,
      NO_ADDRESS,
      /// Too many mails went out lately.
      TOO_MANY,
      /// The password was not right.
      WRONG,
      /// Too many were not right lately.
      TOO_MANY_GUESSES,
      /// Too many are signing in just now.
      BUSY
    }
  }

  /// What happened to an account, the latest first.
  ///
  /// @param done without failed sign-ins
  /// @param refused those, which others cause
  /// @param older the parameter `before` of the page with what was done before; empty for none
  /// @param olderRefused `refused_before` likewise
  public record History(
      List<Happened> done,
      List<Happened> refused,
      Optional<String> older,
      Optional<String> olderRefused) {
    public History {
      done = List.copyOf(done);
      refused = List.copyOf(refused);
    }
  }

  /// One thing.
  ///
  /// @param times more than one where much of it is shown as one
  /// @param clientId of the client that it was about
  /// @param client empty also for one that is not known any more
  public record Happened(
      Activity.Kind kind,
      Instant at,
      int times,
      String remoteAddress,
      BrowserName browser,
      Optional<String> clientId,
      Optional<Client> client) {}

  /// Where people take their data with them, and leave.
  ///
  /// @param declared whether only who writes the configuration file can delete them
  /// @param deletionDue when they will be deleted, if they want it
  /// @param grace how long they could take it back
  /// @param requested whether they asked for it just now, and are signed out
  public record OwnData(
      boolean declared,
      Optional<Instant> deletionDue,
      Duration grace,
      boolean requested,
      Optional<Fault> fault) {
    /// Whether that is why nothing was done.
    public boolean has(Fault why) {
      return fault.equals(Optional.of(why));
    }

    /// Why nothing was done.
    public enum Fault {
      /// They did not say that they are sure to leave.
      UNCONFIRMED,
      /// They took their data several times just now.
      TOO_MANY
    }
  }

  /// Where somebody is signed in.
  ///
  /// @param others whether it is so anywhere else, on this page or another
  /// @param ended how many sessions were ended just now
  /// @param older the parameter `before` of the page with those used before; empty for none
  public record OpenSessions(
      List<OpenSession> sessions, boolean others, int ended, Optional<String> older) {
    public OpenSessions {
      sessions = List.copyOf(sessions);
    }
  }

  /// One of them.
  ///
  /// @param id the value of the field `session` by which it is ended
  /// @param remoteAddress from where they signed in; empty where that is not known
  /// @param here whether it is the one that the page is seen in
  public record OpenSession(
      String id,
      BrowserName browser,
      String remoteAddress,
      Instant since,
      Instant usedAt,
      boolean here) {}

  /// What somebody allowed applications.
  ///
  /// @param revoked what was taken back just now
  /// @param older the parameter `before` of the page with those allowed before; empty for none
  public record Applications(
      List<Application> applications, Optional<Revoked> revoked, Optional<String> older) {
    public Applications {
      applications = List.copyOf(applications);
    }

    /// Of which client something was taken back.
    public record Revoked(String clientId, Optional<Client> client) {}
  }

  /// What one of them may do.
  ///
  /// @param client empty for one that is not known any more
  /// @param scopes `openid` among them
  /// @param claims the names of single claims besides what the scopes release
  /// @param more whether there is something besides, for which the page has no room
  /// @param usedAt when it last got a token; empty where it holds nothing now
  /// @param onceMore how it would get it, where it holds nothing now
  public record Application(
      String clientId,
      Optional<Client> client,
      List<RequestedScope> scopes,
      List<String> claims,
      List<RequestedDetail> details,
      boolean more,
      Instant since,
      Optional<Instant> usedAt,
      OnceMore onceMore) {
    /// How an application gets what it does not hold any more.
    public enum OnceMore {
      /// Without asking.
      UNASKED,
      /// It asks each time; what was answered is remembered to say what is new.
      ASKED,
      /// It gets nothing: it was switched off, or is not known any more.
      NOT_AT_ALL
    }

    public Application {
      scopes = List.copyOf(scopes);
      claims = List.copyOf(claims);
      details = List.copyOf(details);
    }
  }
}
