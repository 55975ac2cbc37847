package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authentication.SignIn.Entrance;
import dev.mapae.authorizationserver.authorize.SignInFlow;
import dev.mapae.authorizationserver.authorize.SignInForm;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Mishap;
import dev.mapae.authorizationserver.interaction.Mishap.Fault;
import dev.mapae.authorizationserver.interaction.Mishap.Remedy;
import dev.mapae.authorizationserver.store.Factors.Holder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Lets somebody in who was accepted: into a session, or to their second factor, by the way that a
/// right password leads as well.
///
/// @param name of who says that they signed in
record Entry(String name, SignIn signIn, SignInForm form, Audit audit) {
  Response letIn(
      Request request, SignInFlow flow, Visit visit, Holder holder, Instant at, List<String> amr) {
    Optional<String> clientId = form.clientOf(visit, flow.place());
    Optional<Entrance> entrance = signIn.elsewhere(request, holder, at, amr);
    if (entrance.isEmpty()) {
      audit.record(
          SignInForm.by(clientId, AuditEvent.of(AuditEvent.Type.SIGN_IN_REFUSED, request))
              .with("sub", holder.person().subject())
              .with("signed_in_by", name));
      throw new Mishap(Fault.NOT_ALLOWED, Remedy.OPERATOR).denied();
    }
    audit.record(
        SignInForm.by(clientId, SignInForm.fact(request, entrance.get()))
            .with("signed_in_by", name));
    return form.onward(request, visit, flow.place(), entrance.get().by("signed_in_by", name));
  }

  /// What was said of somebody was not taken.
  void refused(Request request, String error) {
    audit.record(
        AuditEvent.of(AuditEvent.Type.INTERACTION_REFUSED, request)
            .with("signed_in_by", name)
            .with("error", error));
  }
}
