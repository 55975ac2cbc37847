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

  /// What they allow of what was asked for.
  ///
  /// @param required what of it has no box: whoever approves allows it
  public Scope allowed(Scope asked, Scope required) {
    return approves
        ? asked.filter(scope -> required.contains(scope) || ticked.contains(scope))
        : Scope.empty();
  }

  /// Whether they allow nothing of it.
  public boolean denies(Permission asked, Scope required) {
    return !approves || (allowed(asked.scope(), required).isEmpty() && asked.details().isEmpty());
  }
}
