package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.Interaction.ConsentOutcome;
import dev.mapae.authorizationserver.store.Sessions;
import java.util.Optional;
import java.util.function.Supplier;

/// Consent to an authorization request, as whoever asks for it elsewhere sees it. OIDC Core
/// §3.1.2.4. Its methods throw what becomes the error page.
public interface ConsentFlow {
  /// Where a browser stands.
  Visit visit(Request request);

  /// What there is to be asked.
  ///
  /// @param session of the browser
  ConsentOutcome ask(Request request, Visit visit, Optional<Sessions.Found> session);

  /// The same, asked by somebody else than the browser.
  ///
  /// @return empty where something else comes first, or nothing has to be asked
  /// @throws dev.mapae.protocol.ProtocolException for what the client would be told
  Optional<ConsentPrompt> asked(Request request, Visit visit, Optional<Sessions.Found> session);

  /// What the person answered, in this browser.
  ///
  /// @param step the value of the hidden field `step`, which says what they were asked
  Response answered(Request request, String step, Supplier<ConsentForm> answer);
}
