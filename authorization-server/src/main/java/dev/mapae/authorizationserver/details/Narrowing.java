package dev.mapae.authorizationserver.details;

import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.protocol.ProtocolError;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds out whether details are no more than others. RFC 9396 §6.1.
///
/// Nothing here knows what a type means, so little counts as less: one that is the same, or that
/// has fewer values in the arrays of RFC 9396 §2.2, of which each stands for more rights. A member
/// that is missing may mean "any", and an array without values too; those count as more. What was
/// granted once is had once: two details need two.
public final class Narrowing {
  private static final Set<String> ADDITIVE =
      Set.of("locations", "actions", "datatypes", "privileges");

  private Narrowing() {}

  /// What a token request gets.
  ///
  /// @throws dev.mapae.protocol.ProtocolException `invalid_authorization_details` when it asks for
  ///   more than was approved
  public static List<AuthorizationDetail> of(
      List<AuthorizationDetail> approved, List<AuthorizationDetail> requested) {
    Map<Integer, AuthorizationDetail> sources = new HashMap<>();
    for (AuthorizationDetail detail : requested) {
      if (!isCovered(detail, approved, sources, new HashSet<>())) {
        throw new ProtocolError.InvalidAuthorizationDetails(
                "The authorization_details ask for more than was granted: each has to be one that"
                    + " was granted, or one with fewer values in locations, actions, datatypes"
                    + " or privileges.")
            .exception();
      }
    }
    return requested;
  }

  /// Finds a granted one for a detail; one that covers another may let go of it where that has
  /// another source (Kuhn's algorithm).
  ///
  /// @param sources which granted one, by its place, covers which detail
  /// @param tried places that were looked at for this one
  private static boolean isCovered(
      AuthorizationDetail detail,
      List<AuthorizationDetail> approved,
      Map<Integer, AuthorizationDetail> sources,
      Set<Integer> tried) {
    for (int i = 0; i < approved.size(); i++) {
      if (isWithin(approved.get(i), detail) && tried.add(i)) {
        AuthorizationDetail other = sources.get(i);
        if (other == null || isCovered(other, approved, sources, tried)) {
          sources.put(i, detail);
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isWithin(AuthorizationDetail granted, AuthorizationDetail asked) {
    return granted.members().keySet().equals(asked.members().keySet())
        && granted.members().entrySet().stream()
            .allMatch(member ->
                isWithin(member.getKey(), member.getValue(), asked.members().get(member.getKey())));
  }

  private static boolean isWithin(String name, Object granted, @Nullable Object asked) {
    return granted.equals(asked)
        || (ADDITIVE.contains(name)
            && granted instanceof List<?> all
            && asked instanceof List<?> some
            && !some.isEmpty()
            && new HashSet<Object>(all).containsAll(some));
  }
}
