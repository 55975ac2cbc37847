package dev.mapae.authorizationserver.interaction;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/// A sign-in that is not done here, and how far it is believed.
///
/// @param way where it is done
/// @param people whose they are
/// @param roles which it may give to people whom it brings
/// @param secondFactor whether it may say `mfa`, that somebody showed two factors; otherwise people
///   show their second one here
public record SignInElsewhere(Way way, People people, Set<String> roles, boolean secondFactor) {
  public SignInElsewhere {
    roles = Set.copyOf(roles);
  }

  /// A sign-in of the program that the server is part of: it brings its own people, gives no roles,
  /// and whoever has a second factor here shows it here.
  ///
  /// @param name what their usernames begin with; as it is once, it stays
  public static SignInElsewhere inProcess(String name, OwnSignIn pages) {
    return new SignInElsewhere(new Way.InProcess(name, pages), People.BROUGHT, Set.of(), false);
  }

  /// Where it is done.
  public sealed interface Way {
    /// What people who are brought are called by: their username begins with it.
    String name();

    /// The origin of the site.
    default Optional<String> origin() {
      return Optional.empty();
    }

    /// In this process.
    record InProcess(String name, OwnSignIn pages) implements Way {}

    /// At a site, which talks to this server by JSON over HTTP.
    ///
    /// @param clientId as which client it authenticates
    /// @param url where browsers are sent
    /// @param consent whether it asks for consent as well
    record Site(String clientId, String url, boolean consent) implements Way {
      @Override
      public String name() {
        return clientId;
      }

      @Override
      public Optional<String> origin() {
        URI there = URI.create(url);
        return Optional.of(there.getScheme() + "://" + there.getRawAuthority());
      }
    }
  }

  /// Whose the people are.
  public enum People {
    /// Its own: each becomes somebody here at first sight, and never anybody who is here already.
    BROUGHT,
    /// Ours: it names people who are here by their username, whoever made them.
    KNOWN
  }

  /// Whether consent is asked for elsewhere, too.
  public boolean asksConsent() {
    return way instanceof Way.Site site && site.consent();
  }
}
