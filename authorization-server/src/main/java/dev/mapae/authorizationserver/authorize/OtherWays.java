package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.interaction.UpstreamPrompt;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The ways to other providers by which people sign in too, as sign-in pages have them.
public interface OtherWays {
  /// What a sign-in page shows of them.
  UpstreamPrompt shown(Visit visit, SignInPlace place);

  /// Where they lead, as sources for `form-action`: browsers hold the redirects after a form to it,
  /// and providers redirect further on.
  List<String> formTargets();

  /// A sign-in page where somebody comes back from one in vain. Who did not sign in anew there is
  /// asked to when they go again.
  SignInPrompt toldIn(SignInPrompt prompt, Request request, Visit visit, SignInPlace place);

  /// Sends somebody there. Nothing is written down.
  ///
  /// @param visit whose URL was made by us for this browser
  /// @param oldest when they must have signed in there, or later
  /// @param session in which they connect another account
  Response go(
      Request request,
      String provider,
      Visit visit,
      SignInPlace place,
      Optional<Instant> oldest,
      Optional<String> session);
}
