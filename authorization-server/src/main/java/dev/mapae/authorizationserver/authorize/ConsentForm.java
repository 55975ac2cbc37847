package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Scope;
import java.util.List;

/// What a person answered on the consent page, whoever asked. OIDC Core §3.1.2.4.
///
/// @param approves whether they pressed the button that approves
/// @param ticked the scopes whose boxes were ticked
public record ConsentForm(boolean approves, List<String> ticked) {
  public ConsentForm {
    ticked = List.copyOf(ticked);
  }

  /// Reads the fields `decision` and `scope`.
  public static ConsentForm of(Parameters form) {
    return new ConsentForm(form.required("decision").equals("approve"), form.all("scope"));
  }

  /// What they allow of what was asked for; `openid` has no box.
  public Scope allowed(Scope asked) {
    return approves
        ? asked.filter(scope -> scope.equals("openid") || ticked.contains(scope))
        : Scope.empty();
  }

  /// Whether they allow nothing of it.
  boolean denies(Permission asked) {
    return !approves || (allowed(asked.scope()).isEmpty() && asked.details().isEmpty());
  }
}
