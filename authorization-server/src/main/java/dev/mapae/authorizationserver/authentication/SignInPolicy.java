package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.interaction.AccountLimits;
import dev.mapae.authorizationserver.store.WaysIn;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// By what people may sign in.
///
/// @param methods at least one
/// @param leastPassword how many characters a password has that somebody chooses
public record SignInPolicy(Set<Method> methods, int leastPassword) {
  /// As it is where nobody says otherwise. A mailbox is no way in by itself unless the operator
  /// makes it one.
  public static final SignInPolicy PRESET =
      new SignInPolicy(EnumSet.of(Method.PASSWORD, Method.PASSKEY));

  /// With passwords as long as they have to be where there is nothing beside them.
  public SignInPolicy(Set<Method> methods) {
    this(methods, AccountLimits.LEAST_PASSWORD);
  }

  public SignInPolicy {
    methods = Set.copyOf(methods);
    if (methods.isEmpty()) {
      throw new IllegalArgumentException("nobody could sign in");
    }
    if (leastPassword < AccountLimits.LEAST_PASSWORD_OF_TWO_FACTORS
        || leastPassword > AccountLimits.MOST_LEAST_PASSWORD) {
      throw new IllegalArgumentException("a password has " + leastPassword + " characters");
    }
  }

  /// Something that lets somebody in, alone or before a second factor.
  public enum Method {
    PASSWORD,
    PASSKEY,
    /// A link for one use, or the code beside it, that goes to the verified address of a person.
    EMAIL_LINK;

    /// As it is written in the configuration.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// All of them.
    public static List<String> words() {
      return Stream.of(values()).map(Method::word).toList();
    }
  }

  public boolean has(Method method) {
    return methods.contains(method);
  }

  /// By what people get in.
  ///
  /// @param mails whether the server sends any
  /// @param elsewhere whether where they sign in is not here
  /// @param providers the issuers of those by which people sign in
  public WaysIn ways(boolean mails, boolean elsewhere, Set<String> providers) {
    return new WaysIn(
        has(Method.PASSWORD),
        has(Method.PASSKEY),
        // By a link to sign in, or to a new password.
        mails && !elsewhere && (has(Method.EMAIL_LINK) || has(Method.PASSWORD)),
        elsewhere,
        providers);
  }
}
